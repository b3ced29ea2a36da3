using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>Asks a process to end by itself, or to stand still, which .NET has no portable calls for.</summary>
internal static class ProcessSignals
{
    private const int SigTerm = 15;

    // The one pair of these numbers that Linux and macOS do not share.
    private static readonly int SigStop = OperatingSystem.IsLinux() ? 19 : 17;
    private static readonly int SigContinue = OperatingSystem.IsLinux() ? 18 : 19;

    /// <summary>SIGTERM on Unix; elsewhere the nearest thing there is, and a kill when there is nothing to ask.</summary>
    public static void Terminate(Process process)
    {
        if (!OperatingSystem.IsWindows())
        {
            try
            {
                _ = Kill(process.Id, SigTerm);
            }
            catch (InvalidOperationException)
            {
                // Already gone.
            }

            return;
        }

        if (!process.CloseMainWindow())
        {
            ChildProcesses.Kill(process);
        }
    }

    /// <summary>SIGSTOP: not an instruction of the process runs until <see cref="Resume"/>. The kernel goes on taking in what is sent to it.</summary>
    public static void Pause(int processId) => Send(processId, SigStop);

    /// <summary>SIGCONT: the process goes on as if nothing had happened.</summary>
    public static void Resume(int processId) => Send(processId, SigContinue);

    private static void Send(int processId, int signal)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Windows has no signal that makes a process stand still.");
        }

        if (Kill(processId, signal) != 0)
        {
            throw new InvalidOperationException($"There is no process {processId} of this user to send signal {signal} to.");
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int processId, int signal);
}
