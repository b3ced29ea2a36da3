using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.Tests.LocalEnvironment.Faults;

public class FaultPlanTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FaultPlan _plan;

    public FaultPlanTests() => _plan = new FaultPlan(FaultVocabulary.Everything, _time);

    [Fact]
    public void Take_TwoFaults_StrikeOneAfterTheOther()
    {
        _plan.Add(new FaultSpec(FaultKind.Html) { Count = 1 });
        _plan.Add(new FaultSpec(FaultKind.Status) { Count = 2 });
        Assert.Equal(
            [FaultKind.Html, FaultKind.Status, FaultKind.Status, null],
            Enumerable.Range(0, 4).Select(_ => _plan.Take("x", RequestKind.Reset)?.Spec.Kind));
        Assert.Equal(3, _plan.Struck);
    }

    [Fact]
    public void Take_AFaultForATime_EndsByItself()
    {
        _plan.Add(new FaultSpec(FaultKind.Status) { For = TimeSpan.FromSeconds(10) });
        Assert.NotNull(_plan.Take("x", RequestKind.Send));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(_plan.Take("x", RequestKind.Send));
        Assert.Empty(_plan.Active);
    }

    [Fact]
    public void Take_AnotherTarget_IsLeftAlone()
    {
        _plan.Add(new FaultSpec(FaultKind.Status) { Target = "itemusages" });
        Assert.Null(_plan.Take("auditevents", RequestKind.Reset));
        Assert.NotNull(_plan.Take("ItemUsages", RequestKind.Reset));
    }

    [Fact]
    public void TakeBeforeBody_OnlyStrikesWhatNeedsNoBody()
    {
        _plan.Add(new FaultSpec(FaultKind.Status));
        _plan.Add(new FaultSpec(FaultKind.ResetBefore) { Count = 1 });
        Assert.Equal(FaultKind.ResetBefore, _plan.TakeBeforeBody("x")?.Spec.Kind);
        Assert.Null(_plan.TakeBeforeBody("x"));
        Assert.Equal(FaultKind.Status, _plan.Take("x", RequestKind.Reset)?.Spec.Kind);
    }

    [Fact]
    public void Clear_WithAHeldRequest_ReleasesIt()
    {
        _plan.Add(new FaultSpec(FaultKind.Hold) { Count = 1 });
        ActiveFault held = _plan.Take("x", RequestKind.Send)!;
        Assert.False(held.Removed.IsCompleted);
        _plan.Clear();
        Assert.True(held.Removed.IsCompleted);
    }
}
