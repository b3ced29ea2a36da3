using OnePasswordFunctions.IntegrationTests.Scenarios;

namespace OnePasswordFunctions.IntegrationTests.Crashes;

/// <summary>Kills the handler at the n-th moment from now of any request to any of the three sides, before that request goes on.</summary>
internal sealed class MomentCountdown
{
    private readonly IngestionScenario _scenario;
    private int _left;

    public MomentCountdown(IngestionScenario scenario)
    {
        _scenario = scenario;
        foreach (FaultyProxy proxy in (FaultyProxy[])[scenario.Table, scenario.ApiProxy!, scenario.HubProxy!])
        {
            proxy.Passed += (_, _) => Count();
        }
    }

    /// <summary>Whether the kill has been done.</summary>
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
            _scenario.Host.KillHandler();
            IsOver = true;
        }
    }
}
