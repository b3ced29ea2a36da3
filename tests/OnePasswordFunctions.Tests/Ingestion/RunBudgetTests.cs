using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion;

public sealed class RunBudgetTests : IDisposable
{
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(4);

    private readonly SteppedTime _time = new();
    private readonly CancellationTokenSource _shutdown = new();
    private readonly RunBudget _budget;

    public RunBudgetTests() => _budget = new RunBudget(Duration, _time, _shutdown.Token);

    public void Dispose()
    {
        _budget.Dispose();
        _shutdown.Dispose();
    }

    [Theory]
    [InlineData(-1, null, false)]
    [InlineData(0, nameof(RunOutcome.BudgetSpent), false)]
    [InlineData(14_999, nameof(RunOutcome.BudgetSpent), false)]
    [InlineData(15_000, nameof(RunOutcome.BudgetSpent), true)]
    public void End_AroundTheEndOfTheTime_BeginsNothingAndCancelsALittleLater(int milliseconds, string? end, bool isOver)
    {
        _time.Advance(Duration + TimeSpan.FromMilliseconds(milliseconds));

        Assert.Equal((end, isOver), (_budget.End?.ToString(), _budget.IsOver));
        Assert.Equal((isOver, isOver), (_budget.Reading.IsCancellationRequested, _budget.Writing.IsCancellationRequested));
        Assert.Equal(TimeSpan.FromMilliseconds(-milliseconds), _budget.Remaining);
    }

    [Fact]
    public void End_AskedToStop_EndsReadsAtOnceAndLeavesWrites()
    {
        _shutdown.Cancel();

        Assert.Equal((RunOutcome.Stopped, true), (_budget.End, _budget.IsOver));
        Assert.Equal((true, false), (_budget.Reading.IsCancellationRequested, _budget.Writing.IsCancellationRequested));
    }

    /// <summary>There is a run every minute in each feed: what one leaves behind adds up.</summary>
    [Fact]
    public void Dispose_Always_LeavesNoTimerAndLetsGoOfTheAppsToken()
    {
        _budget.Dispose();

        Assert.False(_time.TryAdvanceToNextTimer());
        Assert.Throws<ObjectDisposedException>(() => _budget.Reading.Token);
    }
}
