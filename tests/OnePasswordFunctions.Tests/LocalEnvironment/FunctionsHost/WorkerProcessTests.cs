using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

/// <summary>With processes of the system: a shell plays the worker.</summary>
public sealed class WorkerProcessTests
{
    private const string Shell = "/bin/sh";

    private readonly ConcurrentQueue<HostLogEntry> _log = new();

    [Fact]
    public async Task Start_Process_ItsLinesAreLoggedAndItsLastErrorsKept()
    {
        if (!File.Exists(Shell))
        {
            return;
        }

        IWorkerProcess process = Start("echo spoken; for i in 1 2 3 4; do echo error $i >&2; done; exit 7");

        Assert.Equal(7, await Eventually.EndsAsync(process.Exited));
        Assert.Contains(_log, line => line is { Text: "spoken", Level: LogLevel.Information });
        Assert.Contains(_log, line => line is { Text: "error 1", Level: LogLevel.Error });
        Assert.Equal(string.Join(Environment.NewLine, "error 2", "error 3", "error 4"), process.LastErrors);
    }

    [Fact]
    public async Task Kill_ProcessWithAChild_EndsBoth()
    {
        if (!File.Exists(Shell))
        {
            return;
        }

        IWorkerProcess process = Start("sleep 600 & echo $!; wait");
        await Eventually.TrueAsync(() => !_log.IsEmpty, "the child");
        int child = int.Parse(_log.First().Text, CultureInfo.InvariantCulture);

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

        IWorkerProcess process = Start("sleep 600");
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

        IWorkerProcess process = Start("trap 'echo finished; exit 0' TERM; echo ready; while true; do sleep 0.05; done");
        await Eventually.TrueAsync(() => !_log.IsEmpty, "the start");

        process.Terminate();

        Assert.Equal(0, await Eventually.EndsAsync(process.Exited));
        Assert.Contains(_log, line => line.Text == "finished");
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

    private IWorkerProcess Start(string script)
    {
        var log = new HostLog();
        log.Written += _log.Enqueue;
        return WorkerProcess.Start(new ProcessStartInfo(Shell, ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true }, log);
    }
}
