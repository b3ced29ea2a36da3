using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>One life of the handler: from its start to its exit. Its console is copied to the log line by line.</summary>
internal sealed class HandlerProcess : IDisposable
{
    private const int ErrorLinesKept = 3;

    private readonly Process _process;
    private readonly Queue<string> _lastErrors = new();
    private readonly HostLog _log;
    private readonly bool _standardErrorIsForErrorsOnly;
    private readonly Task _output;

    private HandlerProcess(Process process, HandlerLaunch launch, HostLog log)
    {
        _process = process;
        _log = log;
        _standardErrorIsForErrorsOnly = launch.UseStandardErrorForErrorsOnly;
        Id = process.Id;
        _output = Task.WhenAll(CopyAsync(process.StandardOutput, isStandardError: false), CopyAsync(process.StandardError, isStandardError: true));
    }

    public int Id { get; }

    /// <summary>Set before this side ends the process, so that its exit is not taken for a crash.</summary>
    public bool IsEndedOnPurpose { get; set; }

    /// <summary>The last lines on stderr that count as errors, joined; the host names them as the cause of a crash.</summary>
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
    public static HandlerProcess Start(HandlerLaunch launch, int port, HostLog log)
    {
        try
        {
            return new HandlerProcess(ChildProcesses.Start(launch.CreateStartInfo(port)), launch, log);
        }
        catch (Win32Exception exception)
        {
            throw new LocalEnvironmentException($"The handler {launch.Executable} cannot be started: {exception.Message}. host.json names it as customHandler.description.defaultExecutablePath.", exception);
        }
    }

    /// <summary>Waits for the exit and for what was still in its console, and gives the exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None);

        // A child of the handler may keep the console open for longer than the handler lives.
        await Task.WhenAny(_output, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None));
        return _process.ExitCode;
    }

    /// <summary>SIGKILL: no code of the handler runs any more.</summary>
    public void Kill() => ChildProcesses.Kill(_process);

    /// <summary>SIGTERM: the handler may finish what it does.</summary>
    public void Terminate() => ProcessSignals.Terminate(_process);

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private async Task CopyAsync(StreamReader reader, bool isStandardError)
    {
        try
        {
            while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
            {
                HostLogEntry entry = ConsoleLineReader.Read(line, isStandardError, _standardErrorIsForErrorsOnly);
                if (isStandardError && entry.Level == LogLevel.Error)
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
