using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>One process of the worker, from its start to its exit.</summary>
internal sealed class Worker
{
    /// <summary>The wait between WorkerTerminate and SIGKILL when the host stops, or the function timeout has passed.</summary>
    public static readonly TimeSpan UsualGrace = TimeSpan.FromSeconds(5);

    private const int RestartMe = 200;

    /// <summary>A worker whose stream has ended is about to exit; one that is not has gone deaf.</summary>
    private static readonly TimeSpan ExitAfterStream = TimeSpan.FromSeconds(1);

    private readonly HostContext _host;
    private readonly IChildProcess _process;
    private readonly Newest<string> _lastErrors = new(length: 3);
    private bool _isGreeted;
    private bool _isKilled;
    private string? _failure;

    /// <param name="group">The functions that it is for, as Flex Consumption tells it; null for all.</param>
    /// <exception cref="LocalEnvironmentException">The process cannot be started.</exception>
    public Worker(HostContext host, string? group)
    {
        _host = host;
        Stream = new WorkerStream(line => host.Log.Write(HostLogEntry.OfWorker(line, functionName: null)));
        _process = host.Options.StartProcess(WorkerLaunch.CreateStartInfo(host, Stream.WorkerId, Stream.Port, group), NoteConsole);
        Ended = WatchAsync();
    }

    public int ProcessId => _process.Id;

    /// <summary>What is said to it.</summary>
    public WorkerStream Stream { get; }

    /// <summary>Where it serves HTTP; null when it does not, or is not ready yet.</summary>
    public Uri? HttpUri { get; private set; }

    /// <summary>Set when it has ended, or is asked to: nothing more is to be invoked in it.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>Whether its end is no crash: it was asked to end, or exited with 0 or with "restart me".</summary>
    public bool EndedInOrder { get; private set; }

    /// <summary>Whether it ended by itself before it had answered the first request.</summary>
    public bool NeverStarted => !_isGreeted && !_isKilled;

    /// <summary>Ends when the process has, with the reason; by then nobody waits for an answer any more.</summary>
    public Task<string> Ended { get; }

    /// <summary>Greets it, asks for its functions if nobody has yet, and loads them. False when it ended, refused, or took too long; then it is killed.</summary>
    public async Task<bool> PrepareAsync()
    {
        var handshake = new WorkerHandshake(Stream, _host);
        try
        {
            HttpUri = await handshake.GreetAsync();
            _isGreeted = true;
            await handshake.LoadFunctionsAsync();
            _host.Log.Information($"Worker process started and initialized. Pid={ProcessId}.");
            return true;
        }
        catch (LocalEnvironmentException exception)
        {
            _failure = exception.Message + " ";
            _process.Kill();
            return false;
        }
    }

    /// <summary>SIGKILL, without any preparation: a crash, which says nothing about the app's start.</summary>
    public void Kill()
    {
        _isKilled = true;
        _process.Kill();
    }

    /// <summary>Asks it to end, if there is a time of grace, kills it after that, and waits for its end.</summary>
    public async Task EndAsync(TimeSpan grace)
    {
        IsEnding = EndedInOrder = true;
        if (grace > TimeSpan.Zero)
        {
            Stream.Send(new StreamingMessage { WorkerTerminate = new WorkerTerminate { GracePeriod = Duration.FromTimeSpan(grace) } });
        }

        await Task.WhenAny(Ended, Task.Delay(grace, _host.TimeProvider, CancellationToken.None));
        _process.Kill();
        await Ended;
    }

    private async Task<string> WatchAsync()
    {
        await Task.WhenAny(_process.Exited, Stream.Ended);
        await Task.WhenAny(_process.Exited, Task.Delay(ExitAfterStream, _host.TimeProvider, CancellationToken.None));
        _process.Kill();
        int exitCode = await _process.Exited;
        (IsEnding, EndedInOrder) = (true, EndedInOrder || exitCode is 0 or RestartMe);
        string lastWords = string.Join(Environment.NewLine, _lastErrors.ToList());
        string reason = $"{_failure}Language Worker Process exited. Pid={ProcessId}. dotnet exited with code {exitCode} (0x{exitCode:X}). {lastWords}";
        Stream.Fail(reason);
        await Stream.DisposeAsync();
        return reason;
    }

    private void NoteConsole(string line, bool isStandardError)
    {
        HostLogEntry entry = HostLogEntry.OfConsole(line, isStandardError);
        if (entry.Level == LogLevel.Error)
        {
            _lastErrors.Add(line);
        }

        _host.Log.Write(entry);
    }
}
