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
    public async Task Read_Slices_AskForTheirEnd()
    {
        await ReadAsync(most: 1000);
        Assert.All(_api.Requests, request => Assert.NotNull(request.EndTime));
        Assert.Equal(From.AddHours(1), _api.Requests[0].EndTime);
        Assert.Equal(PageRequest.MaximumPageSize, _api.Requests[0].PageSize);
    }

    private void Arrive(int count, TimeSpan apart) =>
        _api.Arrived.AddRange(Enumerable.Range(0, count).Select(number => FakeEvent.Create($"E{number}", From + (number * apart))));

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
