using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

public sealed class WorkerHandshakeTests : IAsyncLifetime
{
    private readonly FakeWorkerApp _app = new FakeWorkerApp().AddTimer("Tick").AddHttp("Get");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _app.DisposeAsync().AsTask();

    [Fact]
    public async Task StartAsync_Worker_IsGreetedAskedAndLoadedInThatOrder()
    {
        await using FunctionsHostStandIn host = await _app.StartAsync();

        IReadOnlyList<StreamingMessage> messages = Assert.Single(_app.Workers).Received;
        Assert.Equal(["WorkerInitRequest", "FunctionsMetadataRequest", "FunctionLoadRequest", "FunctionLoadRequest"], messages.Select(message => message.ContentCase.ToString()));
        Assert.Equal(("10", _app.AppRoot), (messages[0].WorkerInitRequest.Capabilities["MultiStream"], messages[0].WorkerInitRequest.FunctionAppDirectory));
        FunctionMetadata loaded = messages[2].FunctionLoadRequest.Metadata;
        Assert.Equal(("Tick", "App.dll", "App.Functions.Tick", "1000"), (loaded.Name, loaded.ScriptFile, loaded.EntryPoint, loaded.Properties["FunctionId"]));
        Assert.Equal(["Tick", "Get"], host.Functions.Select(function => function.Name));
    }

    [Fact]
    public async Task StartAsync_WorkerEndsBeforeItConnects_FailsAtOnceWithItsLastWords()
    {
        _app.ExitCodeAtStart = 134;

        LocalEnvironmentException exception = await Assert.ThrowsAsync<LocalEnvironmentException>(() => _app.StartAsync());

        Assert.Contains("exited with code 134 (0x86). error: its last words", exception.Message, StringComparison.Ordinal);
        Assert.Single(_app.Workers);
    }

    [Theory]
    [InlineData(StreamingMessage.ContentOneofCase.WorkerInitRequest, 10, "initialize")]
    [InlineData(StreamingMessage.ContentOneofCase.FunctionsMetadataRequest, 60, "name its functions")]
    [InlineData(StreamingMessage.ContentOneofCase.FunctionLoadRequest, 120, "load Tick")]
    internal async Task StartAsync_NoAnswer_FailsAfterTheLimit(StreamingMessage.ContentOneofCase request, int limitInSeconds, string expected)
    {
        _app.Distort = (asked, answer) => asked.ContentCase == request ? null : answer;
        var clock = new FakeTimeProvider();
        await using FunctionsHostStandIn host = _app.Create(_app.OptionsWithTimeout("00:02:00") with { MaximumCrashes = 1 }, clock);
        Task start = host.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => _app.Workers.Any(worker => worker.Received.Any(message => message.ContentCase == request)), "the request");

        await FailsAfterAsync(start, clock, TimeSpan.FromSeconds(limitInSeconds), expected);
    }

    [Fact]
    public async Task StartAsync_WorkerNeverConnects_FailsAfterAMinute()
    {
        _app.WorkerId = "a stranger";
        var clock = new FakeTimeProvider();
        await using FunctionsHostStandIn host = _app.Create(timeProvider: clock);
        Task start = host.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => _app.Log.Any(entry => entry.Text == "deaf"), "the refusal of the stranger");

        await FailsAfterAsync(start, clock, TimeSpan.FromMinutes(1), "connect");
    }

    [Fact]
    public async Task StartAsync_MetadataWithoutStatus_IsAFailure()
    {
        _app.Distort = (asked, answer) => asked.ContentCase == StreamingMessage.ContentOneofCase.FunctionsMetadataRequest
            ? new StreamingMessage { FunctionMetadataResponse = new FunctionMetadataResponse { Result = new StatusResult { Exception = new RpcError { Message = "no index" } } } }
            : answer;

        LocalEnvironmentException exception = await Assert.ThrowsAsync<LocalEnvironmentException>(() => _app.StartAsync(_app.Options with { MaximumCrashes = 1 }));

        Assert.Contains("failed to name its functions: no index", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_OneFunctionCannotBeLoaded_IsSaidAndTheOthersGoOn()
    {
        _app.Distort = (asked, answer) => asked.FunctionLoadRequest?.Metadata.Name == "Tick"
            ? new StreamingMessage { FunctionLoadResponse = new FunctionLoadResponse { FunctionId = asked.FunctionLoadRequest.FunctionId, Result = new StatusResult { Exception = new RpcError { Message = "no method" } } } }
            : answer;

        await using FunctionsHostStandIn host = await _app.StartAsync();

        Assert.Contains(_app.Log, entry => entry.Level == LogLevel.Error && entry.Text.Contains("could not load the function Tick", StringComparison.Ordinal) && entry.Text.Contains("no method", StringComparison.Ordinal));
    }

    [Fact]
    public async Task StartAsync_FunctionThatTheHostRefuses_IsSaidAndNotLoaded()
    {
        _app.AddTimer("Lost", schedule: "%Nowhere%");

        await using FunctionsHostStandIn host = await _app.StartAsync();

        Assert.Contains(_app.Log, entry => entry.Level == LogLevel.Error && entry.Text.Contains("'%Nowhere%' does not resolve to a value.", StringComparison.Ordinal));
        Assert.DoesNotContain(_app.Workers[0].Received, message => message.FunctionLoadRequest?.Metadata.Name == "Lost");
        ArgumentException exception = await Assert.ThrowsAsync<ArgumentException>(() => host.InvokeTimerAsync("Lost", CancellationToken.None));
        Assert.Contains("does not resolve", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EventStream_FirstMessageIsNotAStart_IsRefused()
    {
        await using var listening = new WorkerStream(_ => { });
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{listening.Port}", new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { UseProxy = false } });
        using AsyncDuplexStreamingCall<StreamingMessage, StreamingMessage> stream = new FunctionRpc.FunctionRpcClient(channel).EventStream();

        await stream.RequestStream.WriteAsync(new StreamingMessage { RpcLog = new RpcLog() });

        RpcException exception = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.PermissionDenied, exception.StatusCode);
    }

    private static async Task FailsAfterAsync(Task start, FakeTimeProvider clock, TimeSpan limit, string expected)
    {
        await Eventually.TrueAsync(() =>
        {
            if (!start.IsCompleted)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
            }

            return start.IsCompleted;
        }, "the failure");
        LocalEnvironmentException exception = await Assert.ThrowsAsync<LocalEnvironmentException>(() => start);
        Assert.Contains($"did not {expected} within {limit}", exception.Message, StringComparison.Ordinal);
        Assert.True(clock.GetUtcNow() - clock.Start >= limit);
    }
}
