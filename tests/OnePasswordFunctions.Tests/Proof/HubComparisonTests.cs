using System.Text;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Proof;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Proof;

public sealed class HubComparisonTests
{
    private static readonly DateTimeOffset From = SteppedTime.Epoch;
    private static readonly StoredMessage Message = Of(FakeEvent.Create("A", From));

    private readonly ServedEvents _served = new(From);
    private readonly HubComparison _comparison;

    public HubComparisonTests()
    {
        using EventPage page = EventPages.Of(FakeEvent.Create("A", From).Json, FakeEvent.Create("B", From).Json, """{"uuid":"TIMELESS"}""");
        for (int index = 0; index < page.Count; index++)
        {
            _served.Add(page, index);
        }

        _served.Seal();
        _comparison = new HubComparison(EventFeed.AuditEvents, _served, time => time >= From && time < From.AddHours(1), From, From.AddHours(1));
    }

    private ProofCounts Counts => ProofCounts.Of(_served);

    [Theory]
    [InlineData(1, 1, 0, 0)]
    [InlineData(2, 0, 1, 1)]
    [InlineData(3, 0, 1, 2)]
    [InlineData(4, 0, 1, 3)]
    public void Take_AnEventSoManyTimes_IsThereOnceOrRepeated(int times, int once, int repeated, int surplus)
    {
        for (int time = 0; time < times; time++)
        {
            _comparison.Take(Message);
        }

        Assert.Equal((once, repeated, surplus, times), (Counts.Once, Counts.Repeated, _comparison.Surplus, _comparison.Messages));
    }

    [Fact]
    public void Take_AnAlteredMessageAmongGoodOnes_IsAltered()
    {
        StoredMessage altered = Message with { Body = "{}"u8.ToArray() };
        foreach (StoredMessage message in new[] { Message, altered, altered, Message })
        {
            _comparison.Take(message);
        }

        Assert.Equal((0, 0, 1), (Counts.Once, Counts.Repeated, Counts.Altered));
        Assert.Equal([new EventMention("A", Message.Time), new EventMention("A", Message.Time)], _comparison.Altered);
    }

    [Fact]
    public void Take_MoreAlteredMessagesThanAReportNames_NamesTheFirstHundred()
    {
        for (int number = 0; number < 101; number++)
        {
            _comparison.Take(Message with { Body = "{}"u8.ToArray() });
        }

        Assert.Equal(100, _comparison.Altered.Count);
    }

    [Theory]
    [InlineData("2026-03-14T09:26:53Z", 1)]
    [InlineData("2026-03-14T10:26:52Z", 1)]
    [InlineData("2026-03-14T10:26:53Z", 0)]
    [InlineData("yesterday", 0)]
    [InlineData(null, 0)]
    public void Take_AnIdThatTheApiDidNotServe_IsAStrangerIfItsTimeIsInThePeriod(string? time, int strangers)
    {
        _comparison.Take(Message with { Id = "OTHER", Time = time });

        Assert.Equal((strangers, 1), (_comparison.Strangers, _comparison.Messages));
    }

    [Fact]
    public void Take_AMessageOfAnotherFeedOrWithoutAnId_PassesBy()
    {
        _comparison.Take(Message with { Type = EventFeed.SignInAttempts.EventType, Stream = "s", Number = 1 });
        _comparison.Take(Message with { Id = null, Stream = "s", Number = 1 });

        Assert.Equal((0, 0, 3), (_comparison.Messages, _comparison.Strangers, _served.CountUnknown()));
        Assert.Empty(_comparison.ConcludeStreams("s", 1));
    }

    [Fact]
    public void Lateness_OfEventsThatCameAgainOrHaveNoTime_CountsTheFirstOfThoseWithATime()
    {
        _comparison.Take(Message with { EnqueuedAt = From.AddSeconds(10) });
        _comparison.Take(Message with { EnqueuedAt = From.AddHours(5) });
        _comparison.Take(Message with { Id = "TIMELESS", EnqueuedAt = From.AddHours(9) });

        Assert.Equal(TimeSpan.FromSeconds(10), _comparison.Lateness.Within(100));
    }

    [Fact]
    public void ConcludeStreams_Several_NamesTheFeedsOwnFirstAndThenByTheirIds()
    {
        foreach (string stream in new[] { "b", "own", "a", "c" })
        {
            _comparison.Take(Message with { Stream = stream, Number = 3 });
        }

        IReadOnlyList<StreamFinding> findings = _comparison.ConcludeStreams("own", 5);

        Assert.Equal([("own", true, 5), ("a", false, 3), ("b", false, 3), ("c", false, 3)], findings.Select(finding => (finding.Stream, finding.IsCurrent, finding.Last)));
    }

    [Fact]
    public void ConcludeStreams_MoreThanAnybodyHas_KeepsAHundred()
    {
        for (int number = 0; number < 101; number++)
        {
            _comparison.Take(Message with { Stream = $"{number}", Number = 3 });
        }

        Assert.Equal(100, _comparison.ConcludeStreams(null, 0).Count);
    }

    private static StoredMessage Of(FakeEvent item) => new(0, From, Encoding.UTF8.GetBytes(item.Json), item.Id, EventFeed.AuditEvents.EventType, "2026-03-14T09:26:53Z", null, null);
}
