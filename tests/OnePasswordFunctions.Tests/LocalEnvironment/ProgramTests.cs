using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.LocalEnvironment.Azurite;
using OnePasswordFunctions.LocalEnvironment.Publishing;

namespace OnePasswordFunctions.Tests.LocalEnvironment;

/// <summary>The program as a process of its own.</summary>
public sealed class ProgramTests
{
    [Fact]
    public async Task Main_Help_ExplainsAndEndsWithZero()
    {
        (int exitCode, string output) = await RunAsync("--help");

        Assert.Equal(0, exitCode);
        Assert.Contains("--until-caught-up", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Main_BadOptions_NamesThemAllAndEndsWithTwo()
    {
        (int exitCode, string output) = await RunAsync("--events", "x", "--what");

        Assert.Equal(2, exitCode);
        Assert.Contains("--events must be", output, StringComparison.Ordinal);
        Assert.Contains("'--what' is not an option", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Main_TakenPort_SaysSoInOneLine()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;

        (int exitCode, string output) = await RunAsync("--port", port.ToString(CultureInfo.InvariantCulture));

        Assert.Equal(1, exitCode);
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"Port {port} of 127.0.0.1 is taken by another program."), output, StringComparison.Ordinal);
        Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Main_CloneThatCannotBeWritten_SaysSoInOneLine()
    {
        using var clone = new TemporaryFolder("clone-");
        File.WriteAllText(Path.Combine(clone.Path, "OnePasswordFunctions.sln"), "");
        File.WriteAllText(Path.Combine(clone.Path, "artifacts"), "a file where a folder has to be");

        (int exitCode, string output) = await RunAsync(new ProcessStartInfo { WorkingDirectory = clone.Path }, ["--port", FreePort.Find().ToString(CultureInfo.InvariantCulture)]);

        Assert.Equal(1, exitCode);
        Assert.Contains("Use a clone that belongs to you.", output, StringComparison.Ordinal);
        Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Main_Terminated_StopsEverythingItStarted()
    {
        if (!OperatingSystem.IsLinux())
        {
            // Only there can the children of a process be listed without a further program.
            return;
        }

        // What the program would do first is done: the SDK that builds the app leaves files of its own in the temporary folder.
        string root = RepositoryRoot.Find();
        await AzuriteInstaller.InstallAsync(root, static _ => { }, CancellationToken.None);
        await AppPublisher.PublishAsync(root, static _ => { }, CancellationToken.None);

        // A proxy that nobody listens at: nothing on this machine may go to it. And a temporary folder of its own, to see what stays.
        using var temporary = new TemporaryFolder("program-");
        var startInfo = new ProcessStartInfo();
        startInfo.Environment["HTTP_PROXY"] = startInfo.Environment["http_proxy"] = "http://127.0.0.1:9";
        startInfo.Environment["TMPDIR"] = temporary.Path;
        var lines = new ConcurrentQueue<string>();
        ChildProcess program = Start(startInfo, ["--events", "300", "--rate", "30"], lines);
        await UntilAsync(() => lines.Any(line => line.Contains("CaughtUp", StringComparison.Ordinal)) || program.Exited.IsCompleted);
        Assert.False(program.Exited.IsCompleted, string.Join('\n', lines));
        int[] children = ChildrenOf(program.Id);
        Assert.Equal(2, children.Length);

        program.Terminate();

        Assert.Equal(0, await program.Exited.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.All(children, child => Assert.Throws<ArgumentException>(() => Process.GetProcessById(child)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary.Path));
    }

    private static ChildProcess Start(ProcessStartInfo startInfo, string[] arguments, ConcurrentQueue<string> lines)
    {
        startInfo.FileName = Programs.Dotnet;
        foreach (string argument in (string[])[typeof(AzuriteServer).Assembly.Location, .. arguments])
        {
            startInfo.ArgumentList.Add(argument);
        }

        return ChildProcess.Start(startInfo, (line, _) => lines.Enqueue(line));
    }

    private static Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) => RunAsync(new ProcessStartInfo(), arguments);

    private static async Task<(int ExitCode, string Output)> RunAsync(ProcessStartInfo startInfo, string[] arguments)
    {
        var lines = new ConcurrentQueue<string>();
        int exitCode = await Start(startInfo, arguments, lines).Exited.WaitAsync(TimeSpan.FromSeconds(60));
        return (exitCode, string.Join('\n', lines));
    }

    private static int[] ChildrenOf(int processId) =>
        [.. Directory.EnumerateDirectories($"/proc/{processId}/task")
            .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(text => int.Parse(text, CultureInfo.InvariantCulture))];

    // The first start on a machine installs Azurite and publishes the app.
    private static async Task UntilAsync(Func<bool> condition)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (!condition() && TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(10))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}
