using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>
/// Starts processes and remembers them, so that none outlives this one: whatever is still alive when this process
/// ends, by whichever way it ends that lets code run, is killed then.
/// </summary>
internal static class ChildProcesses
{
    private static readonly ConcurrentDictionary<int, Process> Alive = new();

    static ChildProcesses() => AppDomain.CurrentDomain.ProcessExit += (_, _) => KillAll();

    /// <summary>Starts a process without a shell and takes responsibility for its end.</summary>
    /// <exception cref="Win32Exception">The executable does not exist or may not be started.</exception>
    public static Process Start(ProcessStartInfo startInfo)
    {
        startInfo.UseShellExecute = false;
        var process = new Process { StartInfo = startInfo, EnableRaisingEvents = true };
        try
        {
            process.Start();
        }
        catch
        {
            process.Dispose();
            throw;
        }

        int id = process.Id;
        Alive[id] = process;
        process.Exited += (_, _) => Alive.TryRemove(id, out _);
        if (process.HasExited)
        {
            Alive.TryRemove(id, out _);
        }

        return process;
    }

    /// <summary>Kills everything that is still alive, at once.</summary>
    public static void KillAll()
    {
        foreach (Process process in Alive.Values)
        {
            Kill(process);
        }
    }

    /// <summary>Kills this one process, not its children; a process that has already ended is left alone.</summary>
    public static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended by itself, or was disposed after it ended.
        }
        catch (Win32Exception)
        {
            // It is ending right now.
        }
    }
}
