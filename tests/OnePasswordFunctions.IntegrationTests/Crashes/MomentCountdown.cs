using OnePasswordFunctions.IntegrationTests.Scenarios;

namespace OnePasswordFunctions.IntegrationTests.Crashes;

/// <summary>
/// Does something at the n-th moment from now of any request to any of the three sides, before that request goes on: kills the
/// handler unless told otherwise.
/// </summary>
internal sealed class MomentCountdown
{
    private readonly Action _strike;
    private int _left;

    public MomentCountdown(IngestionScenario scenario, Action? strike = null)
    {
        _strike = strike ?? (() => scenario.Host.KillHandler());
        foreach (FaultyProxy proxy in (FaultyProxy[])[scenario.Table, scenario.ApiProxy!, scenario.HubProxy!])
        {
            proxy.Passed += (_, _) => Count();
        }
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
