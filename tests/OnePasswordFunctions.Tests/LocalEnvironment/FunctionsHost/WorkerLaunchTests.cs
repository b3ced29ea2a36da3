using System.Diagnostics;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

public sealed class WorkerLaunchTests : IAsyncLifetime
{
    private readonly FakeWorkerApp _app = new();
    private readonly ProcessStartInfo _start;

    public WorkerLaunchTests() => _start = Start(group: null);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _app.DisposeAsync().AsTask();

    [Fact]
    public void CreateStartInfo_Arguments_AreThoseOfTheHostInItsOrder()
    {
        string dll = Path.Combine(_app.AppRoot, "App.dll"), requestId = _start.ArgumentList[8];

        Assert.Equal(dll, _start.FileName);
        Assert.True(Guid.TryParse(requestId, out _));
        Assert.Equal($"{dll} --host 127.0.0.1 --port 5001 --workerId the-worker --requestId {requestId} --grpcMaxMessageLength 2147483647 "
            + $"--functions-uri http://127.0.0.1:5001/ --functions-worker-id the-worker --functions-request-id {requestId} --functions-grpc-max-message-length 2147483647",
            string.Join(' ', _start.ArgumentList));
    }

    [Theory]
    [InlineData("A__B", "c")]
    [InlineData("FUNCTIONS_WORKER_RUNTIME", "dotnet-isolated")]
    [InlineData("FUNCTIONS_WORKER_RUNTIME_VERSION", "10.0")]
    [InlineData("AZURE_FUNCTIONS_ENVIRONMENT", "Development")]
    [InlineData("WEBSITE_HOSTNAME", "localhost:7071")]
    [InlineData("DOTNET_NOLOGO", "true")]
    public void CreateStartInfo_Environment_HoldsTheSettingsAndTheHostsOwn(string name, string expected) => Assert.Equal(expected, _start.Environment[name]);

    [Fact]
    public void CreateStartInfo_Environment_IsInherited() => Assert.Equal(Environment.GetEnvironmentVariable("PATH"), _start.Environment["PATH"]);

    [Fact]
    public void CreateStartInfo_Group_IsToldAsFlexConsumptionDoes()
    {
        Assert.Equal("function:Tick", Start("function:Tick").Environment["FUNCTIONS_TARGET_GROUP"]);
        Assert.False(_start.Environment.ContainsKey("FUNCTIONS_TARGET_GROUP"));
    }

    [Fact]
    public void CreateStartInfo_Folder_IsTheAppsAndTheInputIsNotRedirected()
    {
        Assert.Equal((_app.AppRoot, false), (_start.WorkingDirectory, _start.RedirectStandardInput));
        Assert.All(["FUNCTIONS_WORKER_DIRECTORY", "FUNCTIONS_APPLICATION_DIRECTORY"], name => Assert.Equal(_app.AppRoot, _start.Environment[name]));
    }

    private ProcessStartInfo Start(string? group)
    {
        var settings = new Dictionary<string, string> { ["A__B"] = "c", ["FUNCTIONS_WORKER_RUNTIME"] = "custom" };
        var host = new HostContext(_app.Options with { Settings = settings, HttpPort = 7071 }, new AppSettings(settings), TimeProvider.System);
        return WorkerLaunch.CreateStartInfo(host, "the-worker", grpcPort: 5001, group);
    }
}
