using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.LocalEnvironment.Azurite;
using OnePasswordFunctions.LocalEnvironment.Publishing;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>
/// What all tests share: the app as it is deployed, published once, and one Azurite. The environment variable
/// <c>ONEPASSWORDFUNCTIONS_APP</c> names a folder that holds a published app already.
/// </summary>
/// <remarks>A class fixture rather than a collection fixture: classes of one collection would wait for each other.</remarks>
public sealed class PublishedAppFixture : IAsyncLifetime
{
    private const string AppVariable = "ONEPASSWORDFUNCTIONS_APP";

    private static readonly Lazy<Task<(string App, AzuriteServer Azurite)>> Shared = new(StartAsync);

    /// <summary>The folder of host.json.</summary>
    internal string App { get; private set; } = "";

    /// <summary>The storage of every test; each has tables of its own. It ends with this process.</summary>
    internal AzuriteServer Azurite { get; private set; } = null!;

    public async Task InitializeAsync() => (App, Azurite) = await Shared.Value;

    public Task DisposeAsync() => Task.CompletedTask;

    private static async Task<(string App, AzuriteServer Azurite)> StartAsync()
    {
        string root = RepositoryRoot.Find();
        await AzuriteInstaller.InstallAsync(root, Console.WriteLine, CancellationToken.None);
        var azurite = new AzuriteServer(root);
        await azurite.StartAsync(CancellationToken.None);
        string? ready = Environment.GetEnvironmentVariable(AppVariable);
        string app = string.IsNullOrEmpty(ready) ? await AppPublisher.PublishAsync(root, Console.WriteLine, CancellationToken.None) : Path.GetFullPath(ready);
        return (app, azurite);
    }
}
