using OnePasswordFunctions.IntegrationTests.Scenarios;

namespace OnePasswordFunctions.IntegrationTests.Crashes;

/// <summary>
/// Does something at the n-th moment from now of any request to any of the three sides, before that request goes on: kills the
/// worker unless told otherwise.
/// </summary>
internal sealed class MomentCountdown
{
    private readonly Action _strike;
    private int _left;

    public MomentCountdown(IngestionScenario scenario, Action? strike = null)
    {
        _strike = strike ?? (() => scenario.Host.KillWorker());
        scenario.Table.Passed += (_, _) => Count();
        scenario.ApiProxy!.Passed += (_, _) => Count();
        scenario.BatchStored += Count;
    }

    /// <summary>Whether it has been done.</summary>
    public bool IsOver { get; private set; } = true;

    public void Start(int moments)
    {
        IsOver = false;
        Volatile.Write(ref _left, moments);
    }

    private void Count()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _strike();
            IsOver = true;
        }
    }
}
