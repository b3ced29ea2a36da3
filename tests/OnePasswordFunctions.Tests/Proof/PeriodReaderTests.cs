using Microsoft.Extensions.Logging.Abstractions;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Proof;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Proof;

public sealed class PeriodReaderTests
{
    private static readonly DateTimeOffset From = SteppedTime.Epoch.AddHours(-12);

    private readonly SteppedTime _time = new();
    private readonly FakeEventsApi _api = new();

    [Fact]
    public async Task Read_MoreThanFits_EndsAtAWholeSlice()
    {
        Arrive(120, TimeSpan.FromMinutes(5));
        (DateTimeOffset covered, int served) = await ReadAsync(most: 50);
        Assert.InRange(covered, From.AddHours(1), From.AddHours(5));
        Assert.Equal(_api.Arrived.Count(item => item.Timestamp < covered), served);
    }

    [Fact]
    public async Task Read_FirstSliceDoesNotFit_TakesAThinnerOne()
    {
        Arrive(720, TimeSpan.FromMinutes(1));
        (DateTimeOffset covered, int served) = await ReadAsync(most: 20);
        Assert.Equal((From.AddMinutes(15), 15), (covered, served));
    }

    [Fact]
    public async Task Read_EventsThatCameOutOfOrder_StandInTheirSlices()
    {
        Arrive(12, TimeSpan.FromHours(1));
        _api.Arrived.Reverse();
        (DateTimeOffset covered, int served) = await ReadAsync(most: 1000);
        Assert.Equal((From.AddHours(12), 12), (covered, served));
    }

    [Fact]
    public async Task Read_TimeIsUpBetweenSlices_KeepsWhatIsWhole()
    {
        Arrive(12, TimeSpan.FromHours(1));
        _api.Script.Decide = _ => SeamFault.Observe(() => _time.Advance(TimeSpan.FromSeconds(40)));
        (DateTimeOffset covered, int served) = await ReadAsync(most: 1000);
        Assert.Equal((From.AddHours(7), 7), (covered, served));
    }

    [Fact]
    public async Task Read_TimeIsUpAtTheEndOfASlice_BeginsNone()
    {
        _api.Script.Decide = _ => SeamFault.Observe(() => _time.Advance(TimeSpan.FromSeconds(45)));
        Assert.Equal(From.AddHours(3), (await ReadAsync(most: 1000)).Covered);
    }

    [Fact]
    public async Task Read_TimeIsUpWithinASlice_LeavesItsFirstPageOut()
    {
        _api.Script.Decide = _ => SeamFault.Observe(() => _time.Advance(TimeSpan.FromSeconds(45)));
        Answer("one", false, TimeSpan.FromMinutes(1));
        Answer("two", true, TimeSpan.FromMinutes(90));
        Assert.Equal((From.AddHours(1), 1), await ReadAsync(most: 1000));
        Assert.Equal(2, _api.Requests.Count);
    }

    /// <summary>Without one whole slice there would be nothing to say.</summary>
    [Fact]
    public async Task Read_FirstSliceTakesLongerThanTheTime_IsReadAllTheSame()
    {
        _api.Script.Decide = _ => SeamFault.Observe(() => _time.Advance(TimeSpan.FromSeconds(91)));
        Answer("one", true, TimeSpan.FromMinutes(1));
        Answer("two", false, TimeSpan.FromMinutes(2));
        Assert.Equal((From.AddHours(1), 2), await ReadAsync(most: 1000));
    }

    [Fact]
    public async Task Read_Slices_FollowEachOtherAndAskForTheirEnd()
    {
        await ReadAsync(most: 1000);
        Assert.Equal([(0, 1), (1, 3), (3, 7), (7, 12)], _api.Requests.Select(request => ((request.StartTime - From).TotalHours, (request.EndTime!.Value - From).TotalHours)));
        Assert.All(_api.Requests, request => Assert.Equal(PageRequest.MaximumPageSize, request.PageSize));
    }

    /// <summary>A slice that held more than an eighth of the room is not followed by a wider one.</summary>
    [Theory]
    [InlineData(10, 10, new double[] { 1, 3, 7, 12 })]
    [InlineData(11, 0, new double[] { 1, 2, 4, 8, 12 })]
    [InlineData(10, 11, new double[] { 1, 3, 5, 9, 12 })]
    public async Task Read_SlicesThatHoldMuch_GrowNoMore(int inTheFirst, int inTheSecond, double[] ends)
    {
        Arrive(inTheFirst, TimeSpan.FromSeconds(1));
        Arrive(inTheSecond, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        await ReadAsync(most: 80);
        Assert.Equal(ends, _api.Requests.Select(request => (request.EndTime!.Value - From).TotalHours));
    }

    [Theory]
    [InlineData(20, 720, 20)]
    [InlineData(21, 15, 15)]
    public async Task Read_AsMuchAsFits_IsTakenAndNotOneMore(int events, int coveredMinutes, int expected)
    {
        Arrive(events, TimeSpan.FromMinutes(1));
        Assert.Equal((From.AddMinutes(coveredMinutes), expected), await ReadAsync(most: 20));
    }

    [Fact]
    public async Task Read_MoreThanFitsAtOneInstant_GivesUpAtASecond()
    {
        Arrive(30, TimeSpan.Zero);
        Assert.Equal((From, 0), await ReadAsync(most: 20));
        Assert.InRange(_api.Requests[^1].EndTime!.Value - From, TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(1));
    }

    /// <summary>The API may or may not take the very end in; an event without a time belongs to every period.</summary>
    [Fact]
    public async Task Read_EventsAtTheEdgesAndWithoutATime_CountsThePeriods()
    {
        foreach (TimeSpan after in new[] { TimeSpan.FromTicks(-1), TimeSpan.Zero, TimeSpan.FromHours(12) - TimeSpan.FromTicks(1), TimeSpan.FromHours(12) })
        {
            _api.Arrived.Add(FakeEvent.Create($"{after.Ticks}", From + after));
        }

        _api.Arrived.Add(new FakeEvent("TIMELESS", From.AddHours(13), """{"uuid":"TIMELESS"}"""));
        Assert.Equal((From.AddHours(12), 3), await ReadAsync(most: 1000));
    }

    private void Answer(string cursor, bool hasMore, TimeSpan after) =>
        _api.Bodies.Enqueue(EventPages.Body(cursor, hasMore, FakeEvent.Create(cursor, From + after).Json));

    private void Arrive(int count, TimeSpan apart, TimeSpan after = default) =>
        _api.Arrived.AddRange(Enumerable.Range(0, count).Select(number => FakeEvent.Create($"E{_api.Arrived.Count + number}", From + after + (number * apart))));

    private async Task<(DateTimeOffset Covered, int Served)> ReadAsync(int most)
    {
        using var budget = new RunBudget(TimeSpan.FromMinutes(3), _time, CancellationToken.None);
        var retries = new RunRetries(EventFeed.AuditEvents, budget, new RunTally(), new RetryPolicy(() => 0), _time, NullLogger.Instance);
        var served = new ServedEvents(From);
        DateTimeOffset covered = await new PeriodReader(_api, EventFeed.AuditEvents, retries, budget, most).ReadAsync(From, From.AddHours(12), served, TimeSpan.FromSeconds(90));
        served.Seal();
        return (covered, served.Count);
    }
}
