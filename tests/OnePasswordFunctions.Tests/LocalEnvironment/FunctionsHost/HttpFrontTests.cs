using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

public sealed class HttpFrontTests : IAsyncLifetime
{
    private readonly FakeWorkerApp _app = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, ResponseDrainTimeout = TimeSpan.Zero });

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Post_Function_ReachesTheWorkerAsItCame()
    {
        (string Method, string? Path, string? Query, string Body) seen = default;
        var headers = new HeaderDictionary();
        await _app.ServeHttpAsync(async context =>
        {
            foreach ((string name, StringValues values) in context.Request.Headers)
            {
                headers[name] = values;
            }

            using var reader = new StreamReader(context.Request.Body);
            seen = (context.Request.Method, context.Request.Path.Value, context.Request.QueryString.Value, await reader.ReadToEndAsync());
            context.Response.StatusCode = 202;
            context.Response.Headers["x-worker"] = "fake";
            await context.Response.WriteAsync("answer");
        });
        await using FunctionsHostStandIn host = await _app.AddHttp("Get", more: ""","route":"get/{id}" """).StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.BaseAddress, "/api/get/7?a=1&a=x%20y")) { Content = new StringContent("text", Encoding.UTF8) };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Add("x-ms-invocation-id", "forged");
        request.Headers.Add("x-functions-key", "k");

        using HttpResponseMessage response = await _client.SendAsync(request);

        Assert.Equal((202, "answer", "fake"), ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.GetValues("x-worker").Single()));
        Assert.Equal(("POST", "/api/get/7", "?a=1&a=x%20y", "text"), seen);
        InvocationRequest invocation = Assert.Single(Invocations());
        Assert.Equal(invocation.InvocationId, headers["x-ms-invocation-id"]);
        Assert.Equal(("127.0.0.1", host.BaseAddress.Authority, "http", "k"),
            (headers["X-Forwarded-For"].ToString(), headers["X-Forwarded-Host"].ToString(), headers["X-Forwarded-Proto"].ToString(), headers["x-functions-key"].ToString()));
        Assert.Equal("7", invocation.TriggerMetadata["id"].String);
    }

    [Fact]
    public async Task Get_StreamedAnswer_ArrivesPieceByPiece()
    {
        var goOn = new TaskCompletionSource();
        await _app.ServeHttpAsync(async context =>
        {
            await context.Response.WriteAsync("one");
            await context.Response.Body.FlushAsync();
            await goOn.Task;
            await context.Response.WriteAsync("two");
        });
        await using FunctionsHostStandIn host = await _app.AddHttp("Get", _ => goOn.Task).StartAsync();

        using HttpResponseMessage response = await _client.GetAsync(new Uri(host.BaseAddress, "/api/Get"), HttpCompletionOption.ResponseHeadersRead);
        await using Stream stream = await response.Content.ReadAsStreamAsync();
        byte[] first = new byte[3];
        await stream.ReadExactlyAsync(first);
        goOn.SetResult();
        using var rest = new StreamReader(stream);

        Assert.Equal(("one", "two"), (Encoding.UTF8.GetString(first), await rest.ReadToEndAsync()));
    }

    [Fact]
    public async Task Get_FunctionThrowsBeforeItAnswers_IsAnEmpty500AlthoughTheWorkerSays200()
    {
        await _app.ServeHttpAsync(context =>
        {
            context.Response.Headers["x-worker"] = "fake";
            return Task.CompletedTask;
        });
        await using FunctionsHostStandIn host = await _app.AddHttp("Get", _ => throw new InvalidOperationException("bad")).StartAsync();

        using HttpResponseMessage response = await _client.GetAsync(new Uri(host.BaseAddress, "/api/Get"));

        Assert.Equal((HttpStatusCode.InternalServerError, ""), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.False(response.Headers.Contains("x-worker"));
    }

    [Fact]
    public async Task Get_FunctionThrowsAfterTheFirstByte_CutsTheAnswer()
    {
        await _app.ServeHttpAsync(context => context.Response.WriteAsync("begun"));
        await using FunctionsHostStandIn host = await _app.AddHttp("Get", _ => throw new InvalidOperationException("bad")).StartAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => _client.GetStringAsync(new Uri(host.BaseAddress, "/api/Get")));
    }

    [Fact]
    public async Task Get_NoBody_HasStatusAndHeadersAfterTheInvocation()
    {
        await _app.ServeHttpAsync(context =>
        {
            (context.Response.StatusCode, context.Response.Headers["x-worker"]) = (204, "fake");
            return Task.CompletedTask;
        });
        await using FunctionsHostStandIn host = await _app.AddHttp("Get").StartAsync();

        using HttpResponseMessage response = await _client.GetAsync(new Uri(host.BaseAddress, "/api/Get"));

        Assert.Equal((HttpStatusCode.NoContent, true), (response.StatusCode, response.Headers.Contains("x-worker")));
    }

    [Fact]
    public async Task Get_ConnectionsAreRefusedAtFirst_IsServedAllTheSame()
    {
        await _app.ServeHttpAsync(context => context.Response.WriteAsync("answer"));
        await _app.StopHttpAsync();
        await using FunctionsHostStandIn host = await _app.AddHttp("Get", _ => _app.StartHttpAgainAsync()).StartAsync();

        Assert.Equal("answer", await _client.GetStringAsync(new Uri(host.BaseAddress, "/api/Get")));
    }

    [Fact]
    public async Task Get_CallerLeaves_CancelsTheInvocation()
    {
        await _app.ServeHttpAsync(async context =>
        {
            await context.Response.WriteAsync("begun");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        await using FunctionsHostStandIn host = await _app.AddHttp("Get", call => Task.Delay(Timeout.Infinite, call.Token)).StartAsync();

        (await _client.GetAsync(new Uri(host.BaseAddress, "/api/Get"), HttpCompletionOption.ResponseHeadersRead)).Dispose();

        await Eventually.TrueAsync(() => _app.Workers[0].Received.Any(message => message.InvocationCancel is not null), "the cancellation");
        await Eventually.TrueAsync(() => host.Invocations.Running == 0, "the end of the invocation");
    }

    [Fact]
    public async Task Get_WorkerIsKilled_Is500()
    {
        var begun = new TaskCompletionSource();
        await _app.ServeHttpAsync(context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        _app.AddHttp("Get", call =>
        {
            begun.SetResult();
            return Task.Delay(Timeout.Infinite, call.Token);
        });
        await using FunctionsHostStandIn host = await _app.StartAsync();

        Task<HttpResponseMessage> asking = _client.GetAsync(new Uri(host.BaseAddress, "/api/Get"));
        await Eventually.EndsAsync(begun.Task);
        host.KillWorker();

        // The fake's web server lives on; a real worker's goes with it.
        await _app.StopHttpAsync();
        using HttpResponseMessage response = await Eventually.EndsAsync(asking);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    private IEnumerable<InvocationRequest> Invocations() => _app.Workers[0].Received.Select(message => message.InvocationRequest).OfType<InvocationRequest>();
}
