using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion;

/// <summary>An event that no batch can hold is recorded before the position passes it, and counts once.</summary>
public sealed class FeedIngesterDeadLetterTests
{
    private readonly FeedScenario _scenario = new FeedScenario().Arrive(1, 5);

    public FeedIngesterDeadLetterTests()
    {
        _scenario.Drain();
        _scenario.Arrive(6, 9);
        _scenario.Hub.Refuses = id => id == FeedScenario.Id(7);
        _scenario.Time.Advance(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void RunAsync_EventFitsNoBatch_RecordsItAndGoesOn()
    {
        RunResult result = _scenario.Run();

        Assert.Equal((RunOutcome.CaughtUp, 3, 1), (result.Outcome, result.Tally.Events, result.Tally.DeadLetters));
        Assert.Equal([.. FeedScenario.Ids(1, 6), .. FeedScenario.Ids(8, 9)], _scenario.Hub.Ids);
        DeadLetter letter = Assert.Single(_scenario.Store.DeadLetters).Value;
        Assert.Equal((FeedScenario.Id(7), "It is too large.", result.RunId), (letter.EventId, letter.Reason, letter.RunId));
        Assert.Equal(1, _scenario.Row.TotalDeadLetters);
        Assert.Contains(_scenario.Log.Entries, entry => entry is { Id: 402, Level: LogLevel.Error } && entry.Message.Contains(FeedScenario.Id(7), StringComparison.Ordinal));
    }

    [Fact]
    public void RunAsync_EventThatFitsNoBatchComesAgainInARecovery_CountsOnce()
    {
        int counted = _scenario.Run().Tally.DeadLetters;
        _scenario.Api.Generation++;

        counted += _scenario.Run().Tally.DeadLetters;

        Assert.Equal((1, 1), (counted, _scenario.Row.TotalDeadLetters));
        Assert.Equal(_scenario.Store.DeadLetters[FeedScenario.Id(7)].RecordedAt, _scenario.Row.LastDeadLetterTime);
    }

    [Fact]
    public void RunAsync_DiesBetweenTheDeadLetterAndTheCommit_CountsOnce()
    {
        _scenario.Store.Script.Decide = call => call == "commit" && _scenario.Store.DeadLetters.Count > 0 ? SeamFault.Refuse(Failures.StateUnavailable(isTransient: false)) : null;
        int counted = _scenario.Run().Tally.DeadLetters;
        Assert.Single(_scenario.Store.DeadLetters);
        _scenario.Store.Script.Decide = null;

        counted += _scenario.Run().Tally.DeadLetters;

        Assert.Equal((1, 1), (counted, _scenario.Row.TotalDeadLetters));
    }

    [Fact]
    public void RunAsync_DeadLetterCanNotBeRecorded_DoesNotPassTheEvent()
    {
        _scenario.Store.Script.Decide = call => call == "dead letter" ? SeamFault.Refuse(Failures.StateUnavailable()) : null;

        Assert.Equal(RunOutcome.Failed, _scenario.Run().Outcome);
        Assert.Equal(FeedScenario.Id(6), _scenario.Row.Position.PublishedThrough);
        _scenario.Store.Script.Decide = null;
        _scenario.Drain();
        Assert.Single(_scenario.Store.DeadLetters);
        Assert.Equal([.. FeedScenario.Ids(1, 6), .. FeedScenario.Ids(8, 9)], _scenario.Hub.Ids);
    }
}
