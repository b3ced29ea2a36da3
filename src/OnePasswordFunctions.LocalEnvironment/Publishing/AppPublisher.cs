using System.Runtime.InteropServices;

namespace OnePasswordFunctions.LocalEnvironment.Publishing;

/// <summary>Builds the function app and lays it out in artifacts/app as it is deployed.</summary>
internal static class AppPublisher
{
    private const string Project = "OnePasswordFunctions";
    private const string Worker = "worker.config.json";
    private const string DeployedRuntime = "linux-x64";

    private static readonly string[] RootFiles =
        ["global.json", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", ".editorconfig", "NuGet.config"];

    /// <summary>Publishes when the sources have changed since the last time, and gives the app's folder.</summary>
    /// <param name="repositoryRoot">The folder of the solution.</param>
    /// <param name="report">Told before something that takes a while.</param>
    /// <exception cref="LocalEnvironmentException">The build fails; the message holds its output.</exception>
    public static async Task<string> PublishAsync(string repositoryRoot, Action<string> report, CancellationToken cancellationToken)
    {
        string app = Path.Combine(repositoryRoot, "artifacts", "app");
        string stamp = Path.Combine(repositoryRoot, "artifacts", "app.stamp");
        using IDisposable single = await FileLock.AcquireAsync(repositoryRoot, "publish", report, cancellationToken);
        string sources = DescribeSources(repositoryRoot);
        if (File.Exists(Path.Combine(app, Worker)) && File.Exists(stamp) && await File.ReadAllTextAsync(stamp, cancellationToken) == sources)
        {
            return app;
        }

        report("Publishing the function app to artifacts/app (only when its sources have changed)");
        File.Delete(stamp);
        if (Directory.Exists(app))
        {
            // Publishing does not remove what an earlier version left behind, such as the folder of a function that is gone.
            Directory.Delete(app, recursive: true);
        }

        await Programs.RunAsync("dotnet publish", Programs.Dotnet, ArgumentsOf(repositoryRoot, app), repositoryRoot, cancellationToken);
        await File.WriteAllTextAsync(stamp, sources, CancellationToken.None);
        return app;
    }

    /// <summary>The names, sizes and times of everything that the published app is made from.</summary>
    public static string DescribeSources(string repositoryRoot)
    {
        var project = new DirectoryInfo(Path.Combine(repositoryRoot, "src", Project));
        string[] outputs = [Path.Combine(project.FullName, "bin") + Path.DirectorySeparatorChar, Path.Combine(project.FullName, "obj") + Path.DirectorySeparatorChar];
        IEnumerable<FileInfo> files = RootFiles.Select(name => new FileInfo(Path.Combine(repositoryRoot, name))).Where(file => file.Exists)
            .Concat(project.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => !outputs.Any(output => file.FullName.StartsWith(output, StringComparison.Ordinal))));
        return string.Join('\n', files.Select(file => FormattableString.Invariant($"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}")).Order(StringComparer.Ordinal));
    }

    private static string[] ArgumentsOf(string repositoryRoot, string app) =>
    [
        "publish", Path.Combine("src", Project), "-c", "Release", "-o", app, "--nologo",
        // No build server may outlive this run; and intermediate files of its own keep it apart from a build that goes on meanwhile.
        "-nodeReuse:false", "-p:UseSharedCompilation=false", $"-p:ArtifactsPath={Path.Combine(repositoryRoot, "artifacts", "publish")}",
        // The package that is deployed is made by whoever deploys it.
        "-p:ZipPackage=false",
        // Published for Azure unless told otherwise; a developer's machine of another kind needs its own.
        .. RuntimeInformation.RuntimeIdentifier == DeployedRuntime ? (string[])[] : ["-r", RuntimeInformation.RuntimeIdentifier],
    ];
}
