using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Proof;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Proof;

/// <summary>The margins and the times of a proof, and what it says when it can not say all.</summary>
public sealed class ProofRunTests
{
    private const string HubNotRead = "the hub could not be read to its end in the time. Ask for a later from_date: the hub is read from there to its end.";
    private const string OnlyAPart = "only a part of the period fits into one request; ask again from continue_from on.";

    private static readonly TimeSpan Margin = ProofRun.ClockMargin;

    private readonly ProofScenario _scenario = new();

    private DateTimeOffset Now => _scenario.Time.GetUtcNow();

    [Fact]
    public async Task Prove_HubsClockIsTwoMarginsBehind_FindsTheEvent()
    {
        _scenario.Arrive("E0", Now + (2 * Margin));
        await _scenario.RunAsync();

        ProofReport report = await _scenario.ProveAsync(Now + (2 * Margin), Now.AddHours(1));

        Assert.Equal((1, 0), (report.Counts.Once, report.Counts.Missing));
    }

    [Fact]
    public async Task Prove_NumbersOfAStrangersStream_CountWithinTheMarginsOfWhatWasRead()
    {
        DateTimeOffset from = Now.AddHours(1), to = Now.AddHours(2);
        foreach ((long number, DateTimeOffset at) in new[] { (1L, from - Margin - TimeSpan.FromSeconds(1)), (3L, from - Margin), (7L, to - Margin), (9L, to - Margin + TimeSpan.FromSeconds(1)) })
        {
            _scenario.Time.Advance(at - Now);
            _scenario.Hub.Add(new StoredMessage(0, default, default, $"S{number}", _scenario.Feed.EventType, null, "other", number));
        }

        _scenario.Time.Advance(to - Now);
        StreamFinding stream = Assert.Single((await _scenario.ProveAsync(from, to)).Streams);

        Assert.Equal((3, 7, 3, false), (stream.First, stream.Last, stream.Missing, stream.IsCurrent));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    [InlineData(3599, 1)]
    [InlineData(3600, 0)]
    public async Task Prove_MessageThatTheApiDidNotServe_IsAStrangerWithinThePeriod(int second, int strangers)
    {
        DateTimeOffset from = Now;
        _scenario.Hub.Add(new StoredMessage(0, default, default, "OTHER", _scenario.Feed.EventType, $"{from.AddSeconds(second):yyyy-MM-dd'T'HH:mm:ss'Z'}", null, null));
        _scenario.Time.Advance(TimeSpan.FromHours(2));

        Assert.Equal(strangers, (await _scenario.ProveAsync(from, from.AddHours(1))).Strangers);
    }

    [Fact]
    public async Task Prove_FeedNeverRan_MissesWhatTheApiServes()
    {
        _scenario.Happen(3);

        Assert.Equal(new ProofCounts(3, 0, 0, 0, 0, 0, 0, 3), (await _scenario.ProveAsync()).Counts);
    }

    [Fact]
    public async Task Prove_EverythingIsThere_AsksTheApiForThePeriodAndNothingElse()
    {
        await DeliverAsync(3);
        _scenario.Api.Requests.Clear();

        await _scenario.ProveAsync();

        Assert.All(_scenario.Api.Requests, request => Assert.NotNull(request.EndTime));
        Assert.Equal(Now, _scenario.Api.Requests[^1].EndTime);
        Assert.Equal(5, _scenario.Api.Requests.Count);
    }

    [Fact]
    public async Task Prove_SentAndNotYetStored_IsThereAndDoesNotWait()
    {
        await _scenario.RunAsync();
        _scenario.Happen(3);
        _scenario.Arrive("LATER", Now);
        _scenario.Cursors.Script.Decide = call => call == "commit" ? SeamFault.Refuse(Failures.StateUnavailable(isTransient: false)) : null;
        await _scenario.RunAsync();

        ProofReport report = await _scenario.ProveAsync(Now.AddDays(-1), Now.AddSeconds(1));

        Assert.Equal((3, 1), (report.Counts.Once, report.Counts.Waiting));
    }

    [Fact]
    public async Task Prove_DeadLetterThatIsInTheHubAfterAll_IsThere()
    {
        await DeliverAsync(2);
        Letter("E0");

        ProofReport report = await _scenario.ProveAsync();

        Assert.Equal((2, 0), (report.Counts.Once, report.Counts.DeadLetters));
        Assert.Empty(report.DeadLetters);
    }

    [Fact]
    public async Task Prove_MoreDeadLettersThanAReportNames_CountsAllAndNamesTheFirstHundred()
    {
        _scenario.Happen(101);
        foreach (FakeEvent item in _scenario.Api.Arrived)
        {
            Letter(item.Id);
        }

        ProofReport report = await _scenario.ProveAsync();

        Assert.Equal((101, 0), (report.Counts.DeadLetters, report.Counts.Missing));
        Assert.Equal(100, report.DeadLetters.Count);
        Assert.Equal(new EventMention("E0", "then"), report.DeadLetters[0]);
    }

    [Fact]
    public async Task Prove_PositionCanNotBeRead_SaysThatNothingCanBeToldOfTheRest()
    {
        await DeliverAsync(3);
        _scenario.Hub.Remove("E1");
        _scenario.Api.Generation++;

        ProofReport report = await _scenario.ProveAsync();

        Assert.Equal(new ProofCounts(3, 2, 0, 0, 0, 0, 1, 0), report.Counts);
        Assert.Equal("what the feed has still to read could not be told from what is missing. Ask again once the feed has caught up.", report.Partial);
    }

    [Fact]
    public async Task Prove_ApiTakesHalfTheTime_ComparesWhatItHasAndSaysWhereToGoOn()
    {
        await DeliverAsync(3);
        DateTimeOffset start = Now;
        Slow(TimeSpan.FromSeconds(40));

        ProofReport report = await _scenario.ProveAsync();

        DateTimeOffset covered = start.AddDays(-1).AddHours(7);
        Assert.Equal((covered, covered, OnlyAPart), (report.ProvenTo, report.ContinueFrom, report.Partial));
        Assert.Equal((start, TimeSpan.FromMinutes(2)), (report.StartedAt, report.Duration));
    }

    [Fact]
    public async Task Prove_ApiAndHubTakeTooLong_SaysBoth()
    {
        await DeliverAsync(3);
        Slow(TimeSpan.FromSeconds(40));
        _scenario.Hub.Reading = _ => _scenario.Time.Advance(TimeSpan.FromSeconds(25));

        Assert.Equal($"{OnlyAPart} {HubNotRead}", (await _scenario.ProveAsync()).Partial);
    }

    [Fact]
    public async Task Prove_FirstSliceLeavesNoTimeForTheHub_IsAReportAllTheSame()
    {
        DateTimeOffset from = Now;
        await DeliverAsync(3);
        Slow(TimeSpan.FromSeconds(150));

        ProofReport report = await _scenario.ProveAsync(from, from.AddHours(1));

        Assert.Equal((new ProofCounts(3, 0, 0, 0, 0, 0, 3, 0), HubNotRead), (report.Counts, report.Partial));
    }

    [Fact]
    public async Task Prove_CallerGoesWhileTheHubIsRead_IsNoReport()
    {
        await DeliverAsync(3);
        _scenario.Hub.Reading = _ => _scenario.Stop.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _scenario.ProveAsync());
    }

    [Fact]
    public async Task Prove_PartitionsForgetDifferently_CountsFromTheLastOfThem()
    {
        DateTimeOffset kept = await ForgetAsync();

        Assert.Equal(kept, (await _scenario.ProveAsync()).KeptSince);
        Assert.Equal(kept, (await _scenario.ProveAsync(kept + (2 * Margin) - TimeSpan.FromTicks(1), Now)).KeptSince);
        Assert.Null((await _scenario.ProveAsync(kept + (2 * Margin), Now)).KeptSince);
    }

    [Fact]
    public async Task Prove_NotFoundAroundTheCut_IsMissingFromOneMarginBehindItOn()
    {
        DateTimeOffset kept = await ForgetAsync();
        _scenario.Time.Advance(TimeSpan.FromHours(1));
        _scenario.Arrive("BEFORE", kept + Margin - TimeSpan.FromSeconds(0.1));
        _scenario.Arrive("BEHIND", kept + Margin);
        _scenario.Api.Arrived.Add(new FakeEvent("TIMELESS", Now, """{"uuid":"TIMELESS"}"""));
        await _scenario.RunAsync();
        Array.ForEach(["BEFORE", "BEHIND", "TIMELESS"], _scenario.Hub.Remove);

        ProofReport report = await _scenario.ProveAsync(kept, Now);

        Assert.Equal((1, 2), (report.Counts.Missing, report.Counts.NotCovered));
        Assert.Equal("BEHIND", Assert.Single(report.Missing).Id);
    }

    /// <summary>A hub whose three partitions have dropped messages, each up to another minute; returns when the oldest message of the youngest came.</summary>
    private async Task<DateTimeOffset> ForgetAsync()
    {
        await DeliverAsync(9);
        DateTimeOffset cut = Now;
        DateTimeOffset kept = default;
        for (int batch = 0; batch < 3; batch++)
        {
            _scenario.Time.Advance(TimeSpan.FromMinutes(1));
            _scenario.Arrive($"K{batch}", cut.AddHours(-12));
            kept = Now;
            await _scenario.RunAsync();
        }

        _scenario.Hub.Forget(cut);
        _scenario.Time.Advance(TimeSpan.FromHours(1));
        return kept;
    }

    private async Task DeliverAsync(int count)
    {
        _scenario.Happen(count);
        Assert.Equal(RunOutcome.CaughtUp, (await _scenario.RunAsync()).Outcome);
        _scenario.Time.Advance(TimeSpan.FromMinutes(10));
    }

    private void Slow(TimeSpan request) => _scenario.Api.Script.Decide = _ => SeamFault.Observe(() => _scenario.Time.Advance(request));

    private void Letter(string id) => _scenario.Cursors.DeadLetters[id] = new DeadLetter(id, "then", 1, "It fits no batch.", Now, "run");
}
