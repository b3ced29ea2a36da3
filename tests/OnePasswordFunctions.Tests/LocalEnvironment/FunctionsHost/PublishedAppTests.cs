using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

public sealed class PublishedAppTests : IAsyncLifetime
{
    private readonly FakeWorkerApp _app = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _app.DisposeAsync().AsTask();

    [Fact]
    public void Read_NothingSaid_HasTheHostsDefaultsAndFullPaths()
    {
        string dll = Path.Combine(_app.AppRoot, "App.dll");

        Assert.Equal(new PublishedApp(_app.AppRoot, dll, dll, TimeSpan.FromMinutes(30), "api"), Read());
    }

    [Fact]
    public void Read_Dotnet_IsLookedUp()
    {
        Write("worker.config.json", """{ "description": { "defaultExecutablePath": "dotnet", "defaultWorkerPath": "App.dll" } }""");

        Assert.True(File.Exists(Read().Executable));
    }

    [Fact]
    public void Read_HostJsonWithComments_IsUnderstood()
    {
        Write("host.json", """{ "version": "2.0", /* five */ "functionTimeout": "00:05:00", "extensions": { "http": { "routePrefix": "/v1/" } }, // end""" + "\n}");

        Assert.Equal((TimeSpan.FromMinutes(5), "v1"), (Read().FunctionTimeout, Read().RoutePrefix));
    }

    [Fact]
    public void Read_MinusOne_IsNoLimit()
    {
        Write("host.json", """{ "version": "2.0", "functionTimeout": "-1" }""");

        Assert.Equal(Timeout.InfiniteTimeSpan, Read().FunctionTimeout);
    }

    [Fact]
    public void Read_HostJsonOverriddenByAnAppSetting_TakesIt() => Assert.Equal("other", Read(("AzureFunctionsJobHost__extensions__http__routePrefix", "other")).RoutePrefix);

    [Theory]
    [InlineData("host.json")]
    [InlineData("worker.config.json")]
    [InlineData("extensions.json")]
    [InlineData("App.dll")]
    public void Read_FileIsMissing_SaysWhich(string file)
    {
        File.Delete(Path.Combine(_app.AppRoot, file));

        Assert.Contains(Path.Combine(_app.AppRoot, file) + " does not exist", Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_HiddenFolderWasLost_SaysSo()
    {
        Directory.Delete(Path.Combine(_app.AppRoot, ".azurefunctions"));

        Assert.Contains("hidden files included", Problem(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("host.json", "{ broken", "host.json cannot be used: ")]
    [InlineData("host.json", "{}", "\"version\" must be \"2.0\"")]
    [InlineData("host.json", """{ "version": "2.0", "functionTimeout": "00:00:00" }""", "at least 00:00:01")]
    [InlineData("host.json", """{ "version": "2.0", "functionTimeout": "soon" }""", "\"soon\"")]
    [InlineData("worker.config.json", "{ broken", "worker.config.json cannot be used: ")]
    [InlineData("worker.config.json", "{}", "\"defaultWorkerPath\"")]
    [InlineData("worker.config.json", """{ "description": { "defaultExecutablePath": "dotnet" } }""", "\"defaultWorkerPath\"")]
    public void Read_FileIsNotUsable_SaysWhatItNeeds(string file, string content, string expected)
    {
        Write(file, content);

        Assert.Contains(expected, Problem(), StringComparison.Ordinal);
    }

    private string Problem() => Assert.Throws<LocalEnvironmentException>(() => Read()).Message;

    private PublishedApp Read(params (string Name, string Value)[] settings) =>
        PublishedApp.Read(_app.AppRoot, new AppSettings(settings.ToDictionary(setting => setting.Name, setting => setting.Value)));

    private void Write(string file, string content) => File.WriteAllText(Path.Combine(_app.AppRoot, file), content);
}
