using System.Globalization;
using System.Runtime.InteropServices;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.IntegrationTests.Writers;

/// <summary>
/// Makes the process of one host's worker stand still wherever it is, as a frozen virtual machine does, and lets it go on later.
/// To the worker no time seems to have passed.
/// </summary>
internal sealed class WorkerPause(FunctionsHostStandIn host)
{
    // Of Linux, as everything that is read in /proc here.
    private const int SigStop = 19;
    private const int SigContinue = 18;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    private int _processId;
    private int _hasBegun;

    /// <summary>Whether not one thread of the process runs any more.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>Returns when the process stands still, so that a request's thread that calls this goes on only then.</summary>
    public void Begin()
    {
        _processId = Assert.Single(host.WorkerProcessIds);
        Send(SigStop);
        Assert.True(SpinWait.SpinUntil(IsStill, Deadline), "The signal did not stop the worker.");
        IsHeld = true;
    }

    /// <summary>As <see cref="Begin"/> the first time, and nothing after that.</summary>
    public void BeginOnce()
    {
        if (Interlocked.Exchange(ref _hasBegun, 1) == 0)
        {
            Begin();
        }
    }

    public void End()
    {
        IsHeld = false;
        Send(SigContinue);
    }

    private void Send(int signal) => Assert.Equal(0, Kill(_processId, signal));

    // Of "id (name) state …"; the name may hold anything, the last bracket ends it.
    private bool IsStill() => Directory.EnumerateDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{_processId}/task"))
        .Select(task => File.ReadAllText(Path.Combine(task, "stat")))
        .All(stat => stat[stat.LastIndexOf(')') + 2] == 'T');

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int processId, int signal);
}
