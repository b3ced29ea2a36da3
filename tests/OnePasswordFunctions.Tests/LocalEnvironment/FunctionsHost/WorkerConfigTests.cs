using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

public sealed class WorkerConfigTests : IAsyncLifetime
{
    private readonly FakeWorkerApp _app = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _app.DisposeAsync().AsTask();

    [Fact]
    public void Read_PathBelowTheApp_IsFull()
    {
        var config = WorkerConfig.Read(_app.AppRoot);

        Assert.Equal(new WorkerConfig(Path.Combine(_app.AppRoot, "App.dll"), Path.Combine(_app.AppRoot, "App.dll")), config);
    }

    [Fact]
    public void Read_Dotnet_IsLookedUp()
    {
        Write("""{ "description": { "defaultExecutablePath": "dotnet", "defaultWorkerPath": "App.dll" } }""");

        Assert.True(File.Exists(WorkerConfig.Read(_app.AppRoot).Executable));
    }

    [Theory]
    [InlineData("worker.config.json")]
    [InlineData("extensions.json")]
    [InlineData("App.dll")]
    public void Read_FileIsMissing_SaysWhich(string file)
    {
        File.Delete(Path.Combine(_app.AppRoot, file));

        Assert.Contains(file, Assert.Throws<LocalEnvironmentException>(() => WorkerConfig.Read(_app.AppRoot)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_HiddenFolderWasLost_SaysSo()
    {
        Directory.Delete(Path.Combine(_app.AppRoot, ".azurefunctions"));

        Assert.Contains("hidden files included", Assert.Throws<LocalEnvironmentException>(() => WorkerConfig.Read(_app.AppRoot)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ broken")]
    [InlineData("{}")]
    [InlineData("""{ "description": { "defaultExecutablePath": "dotnet" } }""")]
    public void Read_ContentIsNotUsable_SaysWhatItNeeds(string content)
    {
        Write(content);

        Assert.Contains("defaultWorkerPath", Assert.Throws<LocalEnvironmentException>(() => WorkerConfig.Read(_app.AppRoot)).Message, StringComparison.Ordinal);
    }

    private void Write(string content) => File.WriteAllText(Path.Combine(_app.AppRoot, "worker.config.json"), content);
}
