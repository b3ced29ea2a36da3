using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The worker as a process of the system. Its console is copied to the log line by line.</summary>
internal sealed class WorkerProcess : IWorkerProcess
{
    private const int ErrorLinesKept = 3;

    private readonly Process _process;
    private readonly Queue<string> _lastErrors = new();
    private readonly HostLog _log;

    private WorkerProcess(Process process, HostLog log)
    {
        _process = process;
        _log = log;
        Id = process.Id;
        Exited = WaitForExitAsync(Task.WhenAll(CopyAsync(process.StandardOutput, isStandardError: false), CopyAsync(process.StandardError, isStandardError: true)));
    }

    public int Id { get; }

    public Task<int> Exited { get; }

    public string LastErrors
    {
        get
        {
            lock (_lastErrors)
            {
                return string.Join(Environment.NewLine, _lastErrors);
            }
        }
    }

    /// <exception cref="LocalEnvironmentException">The executable cannot be started.</exception>
    public static IWorkerProcess Start(ProcessStartInfo startInfo, HostLog log)
    {
        try
        {
            return new WorkerProcess(ChildProcesses.StartBound(startInfo), log);
        }
        catch (Win32Exception exception)
        {
            throw new LocalEnvironmentException($"The worker {startInfo.FileName} cannot be started: {exception.Message}. worker.config.json names it as defaultExecutablePath.", exception);
        }
    }

    public void Kill() => ChildProcesses.Kill(_process);

    public void Terminate() => ProcessSignals.Terminate(_process);

    private async Task<int> WaitForExitAsync(Task output)
    {
        await _process.WaitForExitAsync(CancellationToken.None);

        // A child of the worker may keep the console open for longer than the worker lives.
        await Task.WhenAny(output, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None));
        RemoveDiagnosticPipes();
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

    private async Task CopyAsync(StreamReader reader, bool isStandardError)
    {
        try
        {
            while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
            {
                HostLogEntry entry = HostLogEntry.OfConsole(line, isStandardError);
                if (entry.Level == LogLevel.Error)
                {
                    Remember(line);
                }

                _log.Write(entry);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The process ended while its console was being read.
        }
    }

    private void Remember(string line)
    {
        lock (_lastErrors)
        {
            _lastErrors.Enqueue(line);
            if (_lastErrors.Count > ErrorLinesKept)
            {
                _lastErrors.Dequeue();
            }
        }
    }
}
