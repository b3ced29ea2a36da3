using System.Text.Json.Nodes;

namespace OnePasswordFunctions.LocalEnvironment.Azurite;

/// <summary>Installs Azurite, the storage emulator, and what else package.json pins, in the versions that stand there.</summary>
internal static class AzuriteInstaller
{
    /// <summary>Runs <c>npm ci</c> unless the pinned versions are already there.</summary>
    /// <param name="repositoryRoot">The folder of package.json and package-lock.json.</param>
    /// <param name="report">Told before something that takes a while.</param>
    /// <exception cref="LocalEnvironmentException">npm is missing or fails; the message says what to do.</exception>
    public static async Task InstallAsync(string repositoryRoot, Action<string> report, CancellationToken cancellationToken)
    {
        using IDisposable single = await FileLock.AcquireAsync(repositoryRoot, "npm", report, cancellationToken);
        if (IsInstalled(repositoryRoot))
        {
            return;
        }

        string npm = Programs.Require("npm", "It installs Azurite, the storage emulator. Install Node.js 20 or later from https://nodejs.org and try again.");
        report("Installing Azurite with npm ci (once)");
        string what = $"npm ci in {repositoryRoot}, which installs Azurite to keep the cursors,";
        await Programs.RunAsync(what, npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], repositoryRoot, cancellationToken);
    }

    /// <summary>Whether all that package.json pins is there, in these versions and whole.</summary>
    public static bool IsInstalled(string repositoryRoot)
    {
        // npm writes this file last: without it an earlier installation was interrupted.
        string installed = Path.Combine(repositoryRoot, "node_modules", ".package-lock.json");
        return File.Exists(installed) && Read(installed)["packages"] is JsonObject packages
            && Read(Path.Combine(repositoryRoot, "package.json"))["devDependencies"]!.AsObject()
                .All(pinned => (string?)packages[$"node_modules/{pinned.Key}"]?["version"] == (string?)pinned.Value);
    }

    private static JsonNode Read(string path) => JsonNode.Parse(File.ReadAllBytes(path))!;
}
