using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Proof;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Proof;

/// <summary>Which events a proof names as missing, and what its repair does with them.</summary>
public sealed class MissingEventsTests
{
    private readonly ProofScenario _scenario = new();

    [Fact]
    public async Task Prove_HubLostEverything_NamesAllInTheirOrderAndPublishesNothing()
    {
        string[] ids = [.. Enumerable.Range(0, 9).Select(number => $"E{number}")];
        await DeliverAsync(9);
        Array.ForEach(ids, _scenario.Hub.Remove);
        _scenario.Hub.Published.Clear();

        ProofReport report = await _scenario.ProveAsync();

        Assert.Equal(new ProofCounts(9, 0, 0, 0, 0, 0, 0, 9), report.Counts);
        Assert.Equal(ids, report.Missing.Select(mention => mention.Id));
        Assert.Equal((0, null), (report.Repaired, report.Partial));
        Assert.Empty(_scenario.Hub.Published);
    }

    [Fact]
    public async Task Prove_MoreAreMissingThanAReportNames_NamesTheFirstHundredAndPublishesAll()
    {
        await DeliverAsync(101);
        Lose(101);

        ProofReport report = await _scenario.ProveAsync(shouldRepair: true);

        Assert.Equal((101, 100, 101), (report.Counts.Missing, report.Missing.Count, report.Repaired));
        Assert.Equal("E99", report.Missing[^1].Id);
    }

    [Fact]
    public async Task Prove_MissingOnTheFirstPageAndOnALaterOne_FindsAndPublishesBoth()
    {
        _scenario.Hub.BatchSize = 1000;
        _scenario.Happen(1001);
        await _scenario.RunAsync();
        await _scenario.RunAsync();
        _scenario.Hub.Remove("E0");
        _scenario.Hub.Remove("E1000");

        ProofReport report = await _scenario.ProveAsync(shouldRepair: true);

        Assert.Equal((2, 2), (report.Counts.Missing, report.Repaired));
        Assert.Equal(["E0", "E1000"], report.Missing.Select(mention => mention.Id));
    }

    [Fact]
    public async Task Prove_MissingEventThatIsServedSeveralTimes_IsNamedAndPublishedOnce()
    {
        foreach (string id in new[] { "E0", "E1", "E1", "E2", "E1" })
        {
            _scenario.Arrive(id, SteppedTime.Epoch);
        }

        _scenario.Time.Advance(TimeSpan.FromMinutes(1));
        await _scenario.RunAsync();
        _scenario.Hub.Remove("E1");
        _scenario.Hub.Published.Clear();

        ProofReport report = await _scenario.ProveAsync(shouldRepair: true);

        Assert.Equal((1, 1), (report.Counts.Missing, report.Repaired));
        Assert.Equal("E1", Assert.Single(report.Missing).Id);
        Assert.Equal([(IngestMode.Repair, "E1")], _scenario.Hub.Published);
    }

    [Fact]
    public async Task Prove_MissingEventWithoutATime_IsNamedWithoutOne()
    {
        _scenario.Api.Arrived.Add(new FakeEvent("TIMELESS", SteppedTime.Epoch, """{"uuid":"TIMELESS"}"""));
        await DeliverAsync(3);
        _scenario.Hub.Remove("TIMELESS");

        Assert.Equal([new EventMention("TIMELESS", null)], (await _scenario.ProveAsync()).Missing);
    }

    [Fact]
    public async Task Prove_MissingEventThatNoBatchHolds_IsCountedAndTheRestIsPublished()
    {
        await DeliverAsync(5);
        Lose(4);
        _scenario.Hub.Refuses = "E1";

        ProofReport report = await _scenario.ProveAsync(shouldRepair: true);

        Assert.Equal((4, 3, 1, null), (report.Counts.Missing, report.Repaired, report.NotPublishable, report.Partial));
    }

    [Theory]
    [InlineData(false, "named")]
    [InlineData(true, "published")]
    public async Task Prove_TimeIsUsedUpBeforeTheMissingAreLookedAt_SaysSo(bool shouldRepair, string done)
    {
        await DeliverAsync(3);
        Lose(1);

        // Asked once more for what waits behind the position, the API is slow.
        _scenario.Api.Script.Decide = _ => _scenario.Api.Requests is [.., { Cursor: null, EndTime: { } end }] && end == _scenario.Time.GetUtcNow()
            ? SeamFault.Observe(() => _scenario.Time.Advance(_scenario.Duration)) : null;
        ProofReport report = await _scenario.ProveAsync(shouldRepair);

        Assert.Equal((1, 0), (report.Counts.Missing, report.Repaired));
        Assert.Empty(report.Missing);
        Assert.Equal($"not every missing event was {done}: the time is used up.", report.Partial);
    }

    [Fact]
    public async Task Prove_HubDoesNotAnswerARepair_SaysThatOneBatchMayBeThere()
    {
        await DeliverAsync(3);
        Lose(2);
        _scenario.Hub.Script.Decide = call => call == "publish" ? new SeamFault { HangsAfter = true } : null;

        ProofReport report = await _scenario.ProveAsync(shouldRepair: true);

        Assert.Equal((2, 0), (report.Missing.Count, report.Repaired));
        Assert.Equal("not every missing event was published: the time is used up; one batch more may have been published.", report.Partial);
    }

    private async Task DeliverAsync(int count)
    {
        _scenario.Happen(count);
        Assert.Equal(RunOutcome.CaughtUp, (await _scenario.RunAsync()).Outcome);
    }

    private void Lose(int count)
    {
        for (int number = 0; number < count; number++)
        {
            _scenario.Hub.Remove($"E{number}");
        }
    }
}
