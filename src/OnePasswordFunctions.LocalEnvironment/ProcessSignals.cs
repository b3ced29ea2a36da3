using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>Asks a process to end by itself, which .NET has no portable call for.</summary>
internal static class ProcessSignals
{
    private const int SigTerm = 15;

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

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int processId, int signal);
}
