using System.Diagnostics;

namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>Finds programs on the PATH and runs them to their end.</summary>
internal static class Programs
{
    /// <summary>The full path of a program, or null when it is not on the PATH.</summary>
    public static string? Find(string name)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd", ".bat"] : [""];
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (string ending in endings)
            {
                string path = Path.Combine(folder, name + ending);
                if (File.Exists(path))
                {
                    return path;
                }
            }
        }

        return null;
    }

    /// <summary>Runs a program and gives its exit code and everything it wrote.</summary>
    /// <param name="arguments">Each arrives as it is.</param>
    /// <param name="cancellationToken">Kills the program and what it started.</param>
    public static async Task<(int ExitCode, string Output)> RunAsync(string path, IEnumerable<string> arguments, string folder, CancellationToken cancellationToken)
    {
        var output = new ProcessLines();
        var startInfo = new ProcessStartInfo(path, arguments) { WorkingDirectory = folder };
        foreach (string name in startInfo.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            // Inside "dotnet test" these would tie a build that is started here to the one around it.
            startInfo.Environment.Remove(name);
        }

        using Process process = ChildProcesses.Start(startInfo, output.Add);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, output.ToString());
        }
        finally
        {
            ChildProcesses.Kill(process);
        }
    }
}
