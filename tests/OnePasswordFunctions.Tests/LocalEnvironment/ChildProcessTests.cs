using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using OnePasswordFunctions.LocalEnvironment;

namespace OnePasswordFunctions.Tests.LocalEnvironment;

/// <summary>With processes of the system: a shell plays the worker.</summary>
public sealed class ChildProcessTests
{
    private const string Shell = "/bin/sh";

    private readonly ConcurrentQueue<(string Text, bool IsStandardError)> _lines = new();

    [Fact]
    public async Task Start_Process_ItsLinesArePassedOnBeforeItsExit()
    {
        if (!File.Exists(Shell))
        {
            return;
        }

        // Whoever takes the lines is slower than the process.
        var process = ChildProcess.Start(new ProcessStartInfo(Shell, ["-c", "echo spoken; echo error >&2; exit 7"]), (text, isStandardError) =>
        {
            Thread.Sleep(TimeSpan.FromMilliseconds(100));
            _lines.Enqueue((text, isStandardError));
        });

        Assert.Equal(7, await Eventually.EndsAsync(process.Exited));
        Assert.Equal([("error", true), ("spoken", false)], _lines.Order());
    }

    [Fact]
    public void Start_NoSuchProgram_SaysWhich() => Assert.Contains("/nothing/there cannot be started",
        Assert.Throws<LocalEnvironmentException>(() => ChildProcess.Start(new ProcessStartInfo("/nothing/there"), (_, _) => { })).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Kill_ProcessWithAChild_EndsBoth()
    {
        if (!File.Exists(Shell))
        {
            return;
        }

        ChildProcess process = Start("sleep 600 & echo $!; wait");
        await Eventually.TrueAsync(() => !_lines.IsEmpty, "the child");
        int child = int.Parse(_lines.First().Text, CultureInfo.InvariantCulture);

        process.Kill();

        Assert.Equal(137, await Eventually.EndsAsync(process.Exited));
        await Eventually.TrueAsync(() => !IsAlive(child), "the end of the child");
    }

    [Fact]
    public async Task Kill_Process_TakesItsPipesForDebuggersAway()
    {
        if (!File.Exists(Shell))
        {
            return;
        }

        ChildProcess process = Start("sleep 600");
        string[] pipes = [.. ((string[])["clr-debug-pipe", "dotnet-diagnostic"]).Select(kind => Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"{kind}-{process.Id}-1-x")))];
        Array.ForEach(pipes, pipe => File.WriteAllText(pipe, ""));

        process.Kill();
        await Eventually.EndsAsync(process.Exited);

        Assert.All(pipes, pipe => Assert.False(File.Exists(pipe), pipe));
    }

    [Fact]
    public async Task Terminate_Process_MayFinish()
    {
        if (!File.Exists(Shell))
        {
            return;
        }

        ChildProcess process = Start("trap 'echo finished; exit 0' TERM; echo ready; while true; do sleep 0.05; done");
        await Eventually.TrueAsync(() => !_lines.IsEmpty, "the start");

        process.Terminate();

        Assert.Equal(0, await Eventually.EndsAsync(process.Exited));
        Assert.Contains(_lines, line => line.Text == "finished");
    }

    private static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private ChildProcess Start(string script) => ChildProcess.Start(new ProcessStartInfo(Shell, ["-c", script]), (text, isStandardError) => _lines.Enqueue((text, isStandardError)));
}
