using OnePasswordFunctions.LocalEnvironment;

namespace OnePasswordFunctions.IntegrationTests.Package;

/// <summary>A copy of the sources in a folder of its own, published there as the README says.</summary>
public sealed class PublishedCopyFixture : IAsyncLifetime
{
    public const string Settings = "local.settings.json";
    public const string Secret = "token-that-must-not-be-packed-0001";

    /// <summary>What an older version of the app left in the folder.</summary>
    public static readonly string[] Stale = ["host.json.old", "OlderLibrary.dll", "IngestAuditEvents/function.json", ".azurefunctions/Older.dll"];

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("package-");

    /// <summary>The published folder.</summary>
    public string App => Path.Combine(_root.FullName, "artifacts", "app");

    /// <summary>The package.</summary>
    public string Zip => Path.Combine(_root.FullName, "artifacts", "onepassword-functions.zip");

    /// <summary>The settings that lie beside the project.</summary>
    public string ProjectSettings => Path.Combine(_root.FullName, "src", "OnePasswordFunctions", Settings);

    public static string SettingsOf(string place) => $$$"""{"Values":{"OnePassword__ApiToken":"{{{Secret}}}","Place":"{{{place}}}"}}""";

    public async Task InitializeAsync()
    {
        string repository = RepositoryRoot.Find();
        foreach (string file in Directory.EnumerateFiles(repository).Where(file => Path.GetExtension(file) is ".props" or ".targets" or ".json" or ".config" or ".editorconfig"))
        {
            Write(Path.GetFileName(file), File.ReadAllText(file));
        }

        string project = Path.Combine(repository, "src", "OnePasswordFunctions");
        foreach (string file in Directory.EnumerateFiles(project, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != Settings))
        {
            Write(Path.GetRelativePath(repository, file), File.ReadAllText(file));
        }

        File.WriteAllText(ProjectSettings, SettingsOf("project"));
        Write(Path.Combine("artifacts", "app", Settings), SettingsOf("publish"));
        foreach (string file in Stale.Append("host.json"))
        {
            Write(Path.Combine("artifacts", "app", file), "{}");
        }

        await Programs.RunAsync(
            "dotnet publish", Programs.Dotnet, ["publish", "src/OnePasswordFunctions", "-c", "Release", "-o", "artifacts/app", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:RunAnalyzers=false"],
            _root.FullName, CancellationToken.None);
    }

    public Task DisposeAsync()
    {
        _root.Delete(recursive: true);
        return Task.CompletedTask;
    }

    private void Write(string path, string content)
    {
        string target = Path.Combine(_root.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.WriteAllText(target, content);
    }
}
