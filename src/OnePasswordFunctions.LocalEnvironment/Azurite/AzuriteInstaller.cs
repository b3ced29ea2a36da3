using System.Text.Json;

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
        if (IsInstalled(repositoryRoot))
        {
            return;
        }

        using FileLock single = await FileLock.AcquireAsync(repositoryRoot, "npm", report, cancellationToken);
        if (IsInstalled(repositoryRoot))
        {
            return;
        }

        string npm = Programs.Find("npm") ?? throw new LocalEnvironmentException(
            "npm was not found on the PATH. It installs Azurite, the storage emulator. Install Node.js 20 or later from https://nodejs.org and try again.");
        report("Installing Azurite with npm ci (once)");
        (int exitCode, string output) = await Programs.RunAsync(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], repositoryRoot, cancellationToken);
        if (exitCode != 0)
        {
            throw new LocalEnvironmentException($"npm ci in {repositoryRoot} failed with exit code {exitCode}. Azurite is needed to keep the cursors. What npm said:{Environment.NewLine}{output}");
        }
    }

    /// <summary>Whether all that package.json pins is there, in these versions and whole.</summary>
    public static bool IsInstalled(string repositoryRoot)
    {
        string modules = Path.Combine(repositoryRoot, "node_modules");

        // npm writes this file last: without it an earlier installation was interrupted.
        if (!File.Exists(Path.Combine(modules, ".package-lock.json")))
        {
            return false;
        }

        using JsonDocument pinned = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(repositoryRoot, "package.json")));
        return pinned.RootElement.GetProperty("devDependencies").EnumerateObject()
            .All(package => ReadVersion(Path.Combine(modules, package.Name, "package.json")) == package.Value.GetString());
    }

    private static string? ReadVersion(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using JsonDocument package = JsonDocument.Parse(File.ReadAllBytes(path));
        return package.RootElement.GetProperty("version").GetString();
    }
}
