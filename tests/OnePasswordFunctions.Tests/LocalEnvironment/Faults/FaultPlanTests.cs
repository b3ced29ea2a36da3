using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.Tests.LocalEnvironment.Faults;

public class FaultPlanTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FaultPlan _plan;

    public FaultPlanTests() => _plan = new FaultPlan(EventsApiSimulator.Vocabulary, _time);

    [Fact]
    public void Take_TwoFaults_StrikeOneAfterTheOther()
    {
        _plan.Add(new FaultSpec("html") { Count = 1 });
        _plan.Add(new FaultSpec("status") { Count = 2 });
        Assert.Equal(
            ["html", "status", "status", null],
            Enumerable.Range(0, 4).Select(_ => _plan.Take("x", "reset")?.Spec.Kind));
        Assert.Equal(3, _plan.Struck);
    }

    [Fact]
    public void Take_AFaultForATime_EndsByItself()
    {
        _plan.Add(new FaultSpec("status") { For = TimeSpan.FromSeconds(10) });
        Assert.NotNull(_plan.Take("x", "send"));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(_plan.Take("x", "send"));
        Assert.Empty(_plan.Active);
    }

    [Fact]
    public void Take_AnotherTarget_IsLeftAlone()
    {
        _plan.Add(new FaultSpec("status") { Target = "itemusages" });
        Assert.Null(_plan.Take("auditevents", "reset"));
        Assert.NotNull(_plan.Take("ItemUsages", "reset"));
    }

    [Fact]
    public void Take_WhenOnlyTheHeadWasRead_OnlyStrikesWhatNeedsNoBody()
    {
        _plan.Add(new FaultSpec("status"));
        _plan.Add(new FaultSpec("reset-before") { Count = 1 });
        Assert.Equal("reset-before", _plan.Take("x", request: null)?.Spec.Kind);
        Assert.Null(_plan.Take("x", request: null));
        Assert.Equal("status", _plan.Take("x", "reset")?.Spec.Kind);
    }

    [Fact]
    public void Clear_WithAHeldRequest_ReleasesIt()
    {
        _plan.Add(new FaultSpec("hold") { Count = 1 });
        ActiveFault held = _plan.Take("x", "send")!;
        Assert.False(held.Removed.IsCompleted);
        _plan.Clear();
        Assert.True(held.Removed.IsCompleted);
    }
}
