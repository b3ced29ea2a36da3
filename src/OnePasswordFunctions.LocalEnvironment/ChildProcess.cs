using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>
/// A process that does not outlive this one: whatever is still alive when this process ends, by whichever way it ends that lets
/// code run, is killed then; and on Linux the kernel kills it also when this one crashes.
/// </summary>
internal sealed class ChildProcess : IChildProcess
{
    private const int SigTerm = 15;

    private static readonly ConcurrentDictionary<int, ChildProcess> Alive = new();
    private static readonly ConcurrentBag<Action> Last = [];

    private readonly Process _process;

    static ChildProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) => EndAll();

    private ChildProcess(Process process, Task ended, Action<string, bool> line)
    {
        _process = process;
        Id = process.Id;
        Alive[Id] = this;
        Exited = WatchAsync(ended, Task.WhenAll(ReadAsync(process.StandardOutput, text => line(text, false)), ReadAsync(process.StandardError, text => line(text, true))));
    }

    public int Id { get; }

    public Task<int> Exited { get; }

    /// <summary>Starts a process without a shell and takes responsibility for its end.</summary>
    /// <param name="startInfo">What is started; how it is bound to this process is put in here.</param>
    /// <param name="line">Is given each line that the process writes, and whether it came on stderr.</param>
    /// <exception cref="LocalEnvironmentException">The executable does not exist or may not be started.</exception>
    public static ChildProcess Start(ProcessStartInfo startInfo, Action<string, bool> line)
    {
        string program = startInfo.FileName;
        startInfo.RedirectStandardOutput = startInfo.RedirectStandardError = true;
        startInfo.StandardOutputEncoding = startInfo.StandardErrorEncoding = Encoding.UTF8;
        Bind(startInfo);
        var process = new Process { StartInfo = startInfo };
        var started = new TaskCompletionSource();
        var ended = new TaskCompletionSource();

        // The kernel ties the process to the thread that starts it, so this one lasts as long.
        new Thread(() =>
        {
            try
            {
                process.Start();
                started.SetResult();
                process.WaitForExit();
                ended.SetResult();
            }
            catch (Win32Exception exception)
            {
                started.SetException(new LocalEnvironmentException($"{program} cannot be started: {exception.Message}.", exception));
            }
        })
        { IsBackground = true, Name = program }.Start();
        started.Task.GetAwaiter().GetResult();
        return new ChildProcess(process, ended.Task, line);
    }

    /// <summary>Does this when this process ends, after the processes that it started. It must not throw.</summary>
    public static void AtExit(Action action) => Last.Add(action);

    /// <summary>Kills everything that is still alive, at once.</summary>
    public static void KillAll() => Array.ForEach([.. Alive.Values], process => process.Kill());

    /// <summary>Kills the process and what it started; one that has already ended is left alone.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself, or is ending right now.
        }
    }

    /// <summary>SIGTERM; Windows has nothing to ask a process with, and kills it.</summary>
    public void Terminate()
    {
        if (OperatingSystem.IsWindows())
        {
            Kill();
        }
        else if (!Exited.IsCompleted)
        {
            _ = Signal(Id, SigTerm);
        }
    }

    // setpriv becomes the program, so that the process id is the program's.
    private static void Bind(ProcessStartInfo startInfo)
    {
        if (OperatingSystem.IsLinux() && Programs.Find("setpriv") is { } setpriv && File.Exists(startInfo.FileName))
        {
            string[] command = ["--pdeathsig", "KILL", startInfo.FileName, .. startInfo.ArgumentList];
            startInfo.FileName = setpriv;
            startInfo.ArgumentList.Clear();
            Array.ForEach(command, startInfo.ArgumentList.Add);
        }
    }

    private async Task<int> WatchAsync(Task ended, Task output)
    {
        await ended;

        // A child of it may keep the console open for longer than it lives.
        await Task.WhenAny(output, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None));
        RemoveDiagnosticPipes();
        Alive.TryRemove(Id, out _);
        return _process.ExitCode;
    }

    /// <summary>.NET takes the pipes for debuggers away when it ends, which a kill keeps it from.</summary>
    private void RemoveDiagnosticPipes()
    {
        foreach (string pattern in (string[])["clr-debug-pipe", "dotnet-diagnostic"])
        {
            foreach (string pipe in Directory.EnumerateFiles(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"{pattern}-{Id}-*")))
            {
                File.Delete(pipe);
            }
        }
    }

    private static async Task ReadAsync(StreamReader reader, Action<string> line)
    {
        try
        {
            while (await reader.ReadLineAsync(CancellationToken.None) is { } text)
            {
                line(text);
            }
        }
        catch (IOException)
        {
            // The process ended while its console was being read.
        }
    }

    private static void EndAll()
    {
        Task[] ending = [.. Alive.Values.Select(process => process.Exited)];
        KillAll();
        Task.WaitAll(ending, TimeSpan.FromSeconds(2));
        foreach (Action action in Last)
        {
            action();
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Signal(int processId, int signal);
}
