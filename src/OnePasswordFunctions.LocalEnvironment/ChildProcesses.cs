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
    /// <param name="line">Is given each line that the process writes, and whether it came on stderr; null leaves its console alone.</param>
    /// <exception cref="Win32Exception">The executable does not exist or may not be started.</exception>
    public static Process Start(ProcessStartInfo startInfo, Action<string, bool>? line = null)
    {
        startInfo.UseShellExecute = false;
        startInfo.RedirectStandardOutput |= line is not null;
        startInfo.RedirectStandardError |= line is not null;
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

        if (line is not null)
        {
            Listen(process, line);
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
        Array.ForEach(command, startInfo.ArgumentList.Add);
        var starting = new Task<Process>(() => Start(startInfo));
        Bound.Value.Add(() => starting.RunSynchronously());
        return starting.GetAwaiter().GetResult();
    }

    /// <summary>Kills everything that is still alive, at once.</summary>
    public static void KillAll()
    {
        foreach (Process process in Alive.Values)
        {
            Kill(process);
        }
    }

    /// <summary>Kills this process and what it started; one that has already ended is left alone.</summary>
    public static void Kill(Process process)
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

    private static void Listen(Process process, Action<string, bool> line)
    {
        void Pass(string? text, bool isStandardError)
        {
            if (text is not null)
            {
                line(text, isStandardError);
            }
        }

        process.OutputDataReceived += (_, output) => Pass(output.Data, false);
        process.ErrorDataReceived += (_, output) => Pass(output.Data, true);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private static void EndAll()
    {
        Process[] ending = [.. Alive.Values];
        KillAll();
        foreach (Process process in ending)
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

        foreach (Action action in Last)
        {
            action();
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
