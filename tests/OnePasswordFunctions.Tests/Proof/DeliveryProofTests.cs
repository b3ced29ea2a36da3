using System.Text;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Proof;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Proof;

public sealed class DeliveryProofTests
{
    private readonly ProofScenario _scenario = new();

    [Fact]
    public async Task Prove_EverythingDelivered_IsProvenFromBothSides()
    {
        await DeliverAsync(50);
        ProofReport report = await _scenario.ProveAsync();
        Assert.True(report.IsProven);
        Assert.Equal(new ProofCounts(50, 50, 0, 0, 0, 0, 0, 0), report.Counts);
        StreamFinding stream = Assert.Single(report.Streams);
        Assert.Equal((true, 1, 50, 0, 0), (stream.IsCurrent, stream.First, stream.Last, stream.Missing, stream.Conflicts));
        Assert.Null(report.Partial);
        Assert.Null(report.KeptSince);
    }

    [Fact]
    public async Task Prove_NothingServed_IsProven()
    {
        await _scenario.RunAsync();
        ProofReport report = await _scenario.ProveAsync();
        Assert.True(report.IsProven);
        Assert.Equal(0, report.Counts.Served);
    }

    [Fact]
    public async Task Prove_MessagesTakenOutDoubledAndAltered_NamesExactlyThose()
    {
        await DeliverAsync(40);
        _scenario.Hub.Remove("E7");
        _scenario.Hub.Remove("E8");
        _scenario.Hub.Remove("E39");
        _scenario.Hub.Repeat("E11");
        _scenario.Hub.Change("E20", message => message with { Body = Encoding.UTF8.GetBytes("{}") });
        ProofReport report = await _scenario.ProveAsync();
        Assert.False(report.IsProven);
        Assert.Equal(new ProofCounts(40, 35, 1, 1, 0, 0, 0, 3), report.Counts);
        Assert.Equal(["E7", "E8", "E39"], report.Missing.Select(mention => mention.Id));
        Assert.Equal("2026-03-14T09:27:00.0000000Z", report.Missing[0].Time);
        Assert.Equal(["E20"], report.Altered.Select(mention => mention.Id));
        Assert.Equal(1, report.Surplus);
        StreamFinding stream = Assert.Single(report.Streams);
        Assert.Equal((3, 0), (stream.Missing, stream.Conflicts));
        Assert.Equal([new NumberRange(8, 9), new NumberRange(40, 40)], stream.MissingNumbers);
    }

    [Fact]
    public async Task Prove_NumberCarriedByTwoEvents_IsAConflict()
    {
        await DeliverAsync(10);
        _scenario.Hub.Change("E3", message => message with { Number = 5 });
        ProofReport report = await _scenario.ProveAsync();
        StreamFinding stream = Assert.Single(report.Streams);
        Assert.Equal((1, 1), (stream.Missing, stream.Conflicts));
        Assert.Equal([5], stream.ConflictingNumbers);
        Assert.True(report.HasDefects);
    }

    [Fact]
    public async Task Prove_EventThatArrivedADayLate_WaitsUntilTheNextRunAndIsThenThere()
    {
        await DeliverAsync(5);
        _scenario.Arrive("LATE", SteppedTime.Epoch.AddHours(-20));
        ProofReport before = await _scenario.ProveAsync();
        Assert.Equal(new ProofCounts(6, 5, 0, 0, 0, 1, 0, 0), before.Counts);
        Assert.True(before.IsProven);
        await _scenario.RunAsync();
        _scenario.Time.Advance(TimeSpan.FromMinutes(10));
        ProofReport after = await _scenario.ProveAsync();
        Assert.Equal(new ProofCounts(6, 6, 0, 0, 0, 0, 0, 0), after.Counts);
        Assert.InRange(after.Lateness.Within(100)!.Value, TimeSpan.FromHours(20), TimeSpan.FromHours(21));
        Assert.InRange(after.Lateness.Within(50)!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Prove_DeadLetter_IsAccountedForAndTakesNoNumber()
    {
        _scenario.Hub.Refuses = "E2";
        await DeliverAsync(5);
        ProofReport report = await _scenario.ProveAsync();
        Assert.Equal(new ProofCounts(5, 4, 0, 0, 1, 0, 0, 0), report.Counts);
        Assert.Equal("E2", Assert.Single(report.DeadLetters).Id);
        Assert.True(report.IsProven);
        Assert.Equal(0, Assert.Single(report.Streams).Missing);
    }

    [Fact]
    public async Task Prove_WhatRetentionTook_IsNotCalledMissing()
    {
        await DeliverAsync(12);
        _scenario.Time.Advance(TimeSpan.FromHours(2));
        _scenario.Happen(12, "L");
        await _scenario.RunAsync();
        _scenario.Hub.Remove("L6");
        _scenario.Hub.Forget(before: _scenario.Time.GetUtcNow().AddHours(-1));
        _scenario.Time.Advance(TimeSpan.FromMinutes(30));
        ProofReport report = await _scenario.ProveAsync();

        // Of the second dozen the hub kept all; but what came within the margin of the cut can not be told from what is gone.
        Assert.Equal((24, 11, 13, 0), (report.Counts.Served, report.Counts.Once, report.Counts.NotCovered, report.Counts.Missing));
        Assert.NotNull(report.KeptSince);
        Assert.False(report.IsProven);
        Assert.False(report.HasDefects);
    }

    [Fact]
    public async Task Prove_MissingLongAfterTheCut_IsMissing()
    {
        await DeliverAsync(3);
        _scenario.Time.Advance(TimeSpan.FromHours(2));
        _scenario.Happen(9, "L");
        await _scenario.RunAsync();
        _scenario.Time.Advance(TimeSpan.FromHours(2));
        _scenario.Happen(9, "M");
        await _scenario.RunAsync();
        _scenario.Hub.Remove("M4");
        _scenario.Hub.Forget(before: _scenario.Time.GetUtcNow().AddHours(-3));
        ProofReport report = await _scenario.ProveAsync();
        Assert.Equal("M4", Assert.Single(report.Missing).Id);
        Assert.Equal(3, report.Counts.NotCovered);
    }

    [Fact]
    public async Task Prove_Always_LeavesThePositionAlone()
    {
        await DeliverAsync(5);
        _scenario.Hub.Remove("E1");
        int writes = _scenario.Cursors.Writes;
        await _scenario.ProveAsync(shouldRepair: true);
        Assert.Equal(writes, _scenario.Cursors.Writes);
    }

    [Fact]
    public async Task Prove_RepairEndedHalfWayAndRunAgain_RepeatsNothingThatWasAccepted()
    {
        await DeliverAsync(30);
        string[] gone = [.. Enumerable.Range(4, 12).Select(number => $"E{number}")];
        Array.ForEach(gone, _scenario.Hub.Remove);
        _scenario.Hub.Published.Clear();
        int publishes = 0;
        _scenario.Hub.Script.Decide = call => call == "publish" && ++publishes == 3
            ? SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventHub, IngestionFailure.Unauthorized))
            : null;
        ProofReport first = await _scenario.ProveAsync(shouldRepair: true);
        Assert.Equal((12, 6), (first.Counts.Missing, first.Repaired));
        Assert.Equal("not every missing event was published: Unauthorized: EventHub failed with Unauthorized.", first.Partial);
        ProofReport second = await _scenario.ProveAsync(shouldRepair: true);
        Assert.Equal((6, 6), (second.Counts.Missing, second.Repaired));
        Assert.All(_scenario.Hub.Published, published => Assert.Equal(IngestMode.Repair, published.Mode));
        Assert.Equal(gone, _scenario.Hub.Published.Select(published => published.Id));
        ProofReport third = await _scenario.ProveAsync();
        Assert.Equal(new ProofCounts(30, 30, 0, 0, 0, 0, 0, 0), third.Counts);
    }

    [Fact]
    public async Task Prove_PartitionFailsOnce_GoesOnWhereItStood()
    {
        await DeliverAsync(30);
        int handed = 0;
        _scenario.Hub.Reading = _ =>
        {
            if (++handed == 4)
            {
                throw Failures.Transient(IngestionTarget.EventHub);
            }
        };
        Assert.Equal(new ProofCounts(30, 30, 0, 0, 0, 0, 0, 0), (await _scenario.ProveAsync()).Counts);
    }

    [Fact]
    public async Task Prove_HubLongerThanTheTime_SaysWhatIsNotKnown()
    {
        await DeliverAsync(30);
        int handed = 0;
        _scenario.Hub.Reading = _ => _scenario.Time.Advance(++handed == 10 ? TimeSpan.FromSeconds(150) : TimeSpan.Zero);
        ProofReport report = await _scenario.ProveAsync();
        Assert.Equal((9, 21, 0), (report.Counts.Once, report.Counts.NotCovered, report.Counts.Missing));
        Assert.Contains("could not be read to its end", report.Partial, StringComparison.Ordinal);
        Assert.Empty(report.Streams);
    }

    [Fact]
    public async Task Prove_HubRefuses_ThrowsItsFailure()
    {
        await DeliverAsync(1);
        _scenario.Hub.Script.Next(SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventHub, IngestionFailure.Unauthorized)));
        IngestionException failure = await Assert.ThrowsAsync<IngestionException>(() => _scenario.ProveAsync());
        Assert.Equal(IngestionFailure.Unauthorized, failure.Failure);
    }

    [Fact]
    public async Task Prove_MessagesOfOthers_AreCountedApart()
    {
        await DeliverAsync(4);
        _scenario.Hub.Add(new StoredMessage(0, default, "{}"u8.ToArray(), "STRANGER", _scenario.Feed.EventType, "2026-03-14T09:26:54Z", "other", 900));
        _scenario.Hub.Add(new StoredMessage(0, default, "{}"u8.ToArray(), "E1", EventFeed.SignInAttempts.EventType, "2026-03-14T09:26:54Z", null, null));
        ProofReport report = await _scenario.ProveAsync();
        Assert.True(report.IsProven);
        Assert.Equal((4, 1, 5), (report.Counts.Once, report.Strangers, report.Messages));
    }

    private async Task DeliverAsync(int count)
    {
        _scenario.Happen(count);
        RunResult run = await _scenario.RunAsync();
        Assert.Equal(RunOutcome.CaughtUp, run.Outcome);
        _scenario.Time.Advance(TimeSpan.FromMinutes(10));
    }
}
