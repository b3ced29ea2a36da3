using System.Runtime.InteropServices;
using Spectre.Console;

namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>Turns Ctrl+C and the signals to end into an orderly stop, and a second one into an end at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private const int ExitCodeOfInterrupt = 130;

    // Some programs send the same signal to the process and to its group, so that it arrives twice.
    private static readonly TimeSpan SameSignal = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stopping = new();
    private readonly List<PosixSignalRegistration> _registrations;
    private long _first;

    public StopSignals() => _registrations =
    [
        .. ((PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP]).Select(signal => PosixSignalRegistration.Create(signal, Stop)),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stopping.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _stopping.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        long now = TimeProvider.System.GetTimestamp();
        long first = Interlocked.CompareExchange(ref _first, now, comparand: 0);
        if (first == 0)
        {
            // Not in this thread: what ends with the token must not keep a second signal waiting.
            _ = _stopping.CancelAsync();
        }
        else if (TimeProvider.System.GetElapsedTime(first, now) >= SameSignal)
        {
            // A live table hides it.
            AnsiConsole.Cursor.Show();
            Environment.Exit(ExitCodeOfInterrupt);
        }
    }
}
