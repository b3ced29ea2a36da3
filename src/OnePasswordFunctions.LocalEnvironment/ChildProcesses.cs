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

    private static readonly Lazy<BlockingCollection<Action>> Bound = new(StartThread);

    private static readonly ConcurrentBag<Action> Last = [];

    static ChildProcesses() => AppDomain.CurrentDomain.ProcessExit += (_, _) => EndAll();

    /// <summary>Does this when this process ends, after the processes that it started. It must not throw.</summary>
    public static void AtExit(Action action) => Last.Add(action);

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

    /// <summary>
    /// As <see cref="Start"/>, and on Linux the kernel kills the process also when this one crashes. The kernel ties it to the
    /// thread that starts it, so that is one that lasts.
    /// </summary>
    /// <exception cref="Win32Exception">The executable does not exist or may not be started.</exception>
    public static Process StartBound(ProcessStartInfo startInfo)
    {
        if (!OperatingSystem.IsLinux() || Programs.Find("setpriv") is not { } setpriv || !File.Exists(startInfo.FileName))
        {
            return Start(startInfo);
        }

        // setpriv becomes the program, so that the process id is the program's.
        string[] command = ["--pdeathsig", "KILL", startInfo.FileName, .. startInfo.ArgumentList];
        startInfo.FileName = setpriv;
        startInfo.ArgumentList.Clear();
        foreach (string argument in command)
        {
            startInfo.ArgumentList.Add(argument);
        }

        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Bound.Value.Add(() =>
        {
            try
            {
                started.SetResult(Start(startInfo));
            }
            catch (Win32Exception exception)
            {
                started.SetException(exception);
            }
        });
        return started.Task.GetAwaiter().GetResult();
    }

    /// <summary>Kills everything that is still alive, at once.</summary>
    public static void KillAll()
    {
        foreach (Process process in Alive.Values)
        {
            KillTree(process);
        }
    }

    /// <summary>Kills this process and what it started; one that has already ended is left alone.</summary>
    public static void KillTree(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself, or is ending right now.
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

    private static void EndAll()
    {
        Process[] ending = [.. Alive.Values];
        KillAll();
        foreach (Process process in ending)
        {
            WaitShortly(process);
        }

        foreach (Action action in Last)
        {
            action();
        }
    }

    private static void WaitShortly(Process process)
    {
        try
        {
            process.WaitForExit(TimeSpan.FromSeconds(2));
        }
        catch (InvalidOperationException)
        {
            // Disposed after it ended.
        }
    }

    private static BlockingCollection<Action> StartThread()
    {
        var starts = new BlockingCollection<Action>();
        new Thread(() =>
        {
            foreach (Action start in starts.GetConsumingEnumerable())
            {
                start();
            }
        })
        { IsBackground = true, Name = "Child processes" }.Start();
        return starts;
    }
}
