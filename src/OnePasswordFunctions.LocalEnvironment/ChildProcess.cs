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

    private readonly Process _process;
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    static ChildProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) => EndAll();

    private ChildProcess(Process process)
    {
        _process = process;
        Id = process.Id;
        Alive[Id] = this;
    }

    /// <summary>Raised when this process ends, after the processes that it started. Handlers must not throw.</summary>
    public static event Action? AllEnded;

    public int Id { get; }

    public Task<int> Exited => _exited.Task;

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
        process.OutputDataReceived += (_, read) => Pass(read.Data, isStandardError: false);
        process.ErrorDataReceived += (_, read) => Pass(read.Data, isStandardError: true);
        var started = new TaskCompletionSource<ChildProcess>();

        // The kernel ties the process to the thread that starts it, so this one lasts as long.
        new Thread(() =>
        {
            try
            {
                process.Start();
            }
            catch (Win32Exception exception)
            {
                started.SetException(new LocalEnvironmentException($"{program} cannot be started: {exception.Message}.", exception));
                return;
            }

            var child = new ChildProcess(process);
            started.SetResult(child);
            child.ReadToItsEnd();
        })
        { IsBackground = true, Name = program }.Start();
        return started.Task.GetAwaiter().GetResult();

        void Pass(string? text, bool isStandardError)
        {
            if (text is not null)
            {
                line(text, isStandardError);
            }
        }
    }

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

    private void ReadToItsEnd()
    {
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        while (!_process.WaitForExit(TimeSpan.FromDays(1)))
        {
            // Without a limit it would wait for the end of the output too.
        }

        // A child of it may keep the console open for longer than it lives.
        _process.WaitForExitAsync(CancellationToken.None).Wait(TimeSpan.FromSeconds(1));
        RemoveDiagnosticPipes();
        Alive.TryRemove(Id, out _);
        _exited.SetResult(_process.ExitCode);
    }

    /// <summary>.NET takes the pipes for debuggers away when it ends, which a kill keeps it from.</summary>
    private void RemoveDiagnosticPipes()
    {
        string[] patterns = [string.Create(CultureInfo.InvariantCulture, $"clr-debug-pipe-{Id}-*"), string.Create(CultureInfo.InvariantCulture, $"dotnet-diagnostic-{Id}-*")];
        try
        {
            Array.ForEach([.. patterns.SelectMany(pattern => Directory.EnumerateFiles(Path.GetTempPath(), pattern))], File.Delete);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another user's, whose process once had the same number.
        }
    }

    private static void EndAll()
    {
        ChildProcess[] ending = [.. Alive.Values];
        Array.ForEach(ending, process => process.Kill());
        Task.WaitAll([.. ending.Select(process => process.Exited)], TimeSpan.FromSeconds(2));
        AllEnded?.Invoke();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Signal(int processId, int signal);
}
