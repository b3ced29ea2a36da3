using System.Collections.Concurrent;
using System.Diagnostics;

namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>Finds programs on the PATH and runs them to their end.</summary>
internal static class Programs
{
    /// <summary>The full path of a program, or null when it is not on the PATH.</summary>
    public static string? Find(string name)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd", ".bat"] : [""];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => endings.Select(ending => Path.Combine(folder, name + ending))).FirstOrDefault(File.Exists);
    }

    /// <summary>The full path of a program.</summary>
    /// <param name="purpose">Begins the sentences that say what it is for and where it comes from.</param>
    /// <exception cref="LocalEnvironmentException">It is not on the PATH.</exception>
    public static string Require(string name, string purpose) => Find(name) ?? throw new LocalEnvironmentException($"{name} was not found on the PATH. {purpose}");

    /// <summary>The dotnet that runs this program, or else that of the PATH.</summary>
    /// <exception cref="LocalEnvironmentException">There is none.</exception>
    public static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : Require("dotnet", "Install the .NET 10 SDK from https://dot.net and try again.");

    /// <summary>Runs a program to its end.</summary>
    /// <param name="what">Names it in the message that says that it failed.</param>
    /// <param name="path">The program.</param>
    /// <param name="arguments">Each arrives as it is.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="cancellationToken">Kills the program and what it started.</param>
    /// <exception cref="LocalEnvironmentException">It cannot be started, or its exit code is not 0; then the message holds everything it wrote.</exception>
    public static async Task RunAsync(string what, string path, IEnumerable<string> arguments, string folder, CancellationToken cancellationToken)
    {
        var lines = new ConcurrentQueue<string>();
        var startInfo = new ProcessStartInfo(path, arguments) { WorkingDirectory = folder };
        foreach (string name in startInfo.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            // Inside "dotnet test" these would tie a build that is started here to the one around it.
            startInfo.Environment.Remove(name);
        }

        var process = ChildProcess.Start(startInfo, (line, _) => lines.Enqueue(line));
        try
        {
            int exitCode = await process.Exited.WaitAsync(cancellationToken);
            if (exitCode != 0)
            {
                throw new LocalEnvironmentException($"{what} failed with exit code {exitCode}. What it said:{Environment.NewLine}{string.Join(Environment.NewLine, lines)}");
            }
        }
        finally
        {
            process.Kill();
        }
    }
}
