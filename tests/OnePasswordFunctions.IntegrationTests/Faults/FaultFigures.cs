using System.Collections.Concurrent;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.Proof;

namespace OnePasswordFunctions.IntegrationTests.Faults;

/// <summary>
/// Plays the rows of one class of the fault matrix, some at a time, because most of their time is pauses between retries; adds up
/// what they delivered, and prints it when the class is done.
/// </summary>
public sealed class FaultFigures : IAsyncLifetime, IDisposable
{
    private const int RowsAtOnce = 3;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _places = new(RowsAtOnce);
    private readonly ConcurrentDictionary<FaultRow, Task> _proofs = new();
    private string _title = "";
    private int _faults;
    private long _strikes;
    private long _served;
    private long _missing;
    private long _repeated;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        // Whoever asked for one case only must not leave the others' processes behind.
        await Task.WhenAll(_proofs.Values).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        if (_faults > 0)
        {
            Figures.Print($"fault matrix: {_title}: {_faults} faults struck {_strikes} times, served {_served}, missing {_missing}, repeated {_repeated}");
        }
    }

    public void Dispose() => _places.Dispose();

    /// <summary>The proof of one row. The first call begins those of all rows.</summary>
    internal Task ProveAsync(IReadOnlyList<FaultRow> rows, string name, Func<FaultRow, Task> prove)
    {
        lock (_gate)
        {
            foreach (FaultRow row in rows)
            {
                _proofs.GetOrAdd(row, _ => ProveInTurnAsync(row, prove));
            }
        }

        return _proofs[rows.Single(row => row.Name == name)];
    }

    internal void Add(string title, int faults, long strikes, DeliveryReport report)
    {
        lock (_gate)
        {
            _title = title;
            _faults += faults;
            _strikes += strikes;
            _served += report.Served;
            _missing += report.Missing;
            _repeated += report.Repeated;
        }
    }

    private async Task ProveInTurnAsync(FaultRow row, Func<FaultRow, Task> prove)
    {
        await _places.WaitAsync();
        try
        {
            await prove(row);
        }
        finally
        {
            _places.Release();
        }
    }
}
