using System.Text;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion;

/// <summary>What the API really sends: events that come late, pages that look strange, bytes that nobody expected.</summary>
public sealed class LateAndOddEventsTests
{
    private readonly FeedScenario _scenario = new();

    [Fact]
    public void RunAsync_EventsVisibleUpToADayLate_AreAllPublishedOnce()
    {
        var random = new Random(7);
        int number = 0;
        for (int minute = 0; minute < 60; minute++)
        {
            for (int index = random.Next(40); index > 0; index--)
            {
                TimeSpan lateness = random.Next(100) == 0 ? TimeSpan.FromSeconds(random.Next(86_400)) : TimeSpan.Zero;
                _scenario.Api.Arrived.Add(FakeEvent.Create(FeedScenario.Id(++number), _scenario.Time.GetUtcNow() - lateness));
            }

            _scenario.Run();
            _scenario.Time.Advance(TimeSpan.FromMinutes(1));
        }

        _scenario.Drain();
        Assert.Equal(FeedScenario.Ids(1, number), _scenario.Hub.Ids);
    }

    [Fact]
    public void RunAsync_ThousandsWithOneTimestamp_ArePublishedOnceWhateverTheMaximum()
    {
        for (int number = 1; number <= 3000; number++)
        {
            _scenario.Api.Arrived.Add(FakeEvent.Create(FeedScenario.Id(number), SteppedTime.Epoch));
        }

        _scenario.Maximum = 77;
        _scenario.Drain();

        Assert.Equal(FeedScenario.Ids(1, 3000), _scenario.Hub.Ids);
    }

    [Fact]
    public void RunAsync_CursorUnchangedAndMoreIsPromised_EndsStalledAndSaysSoOnceUntilItChanges()
    {
        _scenario.Store.Put(_scenario.Feed, new FeedState { Position = FeedPosition.AtCursor("same"), TokenFingerprint = "fingerprint" });
        foreach (bool hasMore in new[] { true, true, false, true })
        {
            _scenario.Api.Bodies.Enqueue(EventPages.Body("same", hasMore));
        }

        RunResult[] results = [_scenario.Run(), _scenario.Run(), _scenario.Run(), _scenario.Run()];

        Assert.Equal([RunOutcome.Stalled, RunOutcome.Stalled, RunOutcome.CaughtUp, RunOutcome.Stalled], results.Select(result => result.Outcome));
        Assert.Equal([true, true, false, true], results.Select(result => result.HasMore));
        Assert.All(results, result => Assert.Equal((1, false), (result.Tally.Requests, result.IsFailed)));
        Assert.Equal(2, _scenario.Log.Entries.Count(entry => entry is { Id: 303, Level: LogLevel.Warning }));
        Assert.Equal(FeedPosition.AtCursor("same"), _scenario.Row.Position);
    }

    [Fact]
    public void RunAsync_CursorUnchangedOnAPageWithEvents_PublishesThemOnceAndDoesNotLoop()
    {
        _scenario.Store.Put(_scenario.Feed, new FeedState { Position = FeedPosition.AtCursor("same"), TokenFingerprint = "fingerprint" });
        string[] events = [.. FeedScenario.Ids(1, 3).Select(id => FakeEvent.Create(id, SteppedTime.Epoch).Json)];
        _scenario.Api.Bodies.Enqueue(EventPages.Body("same", true, events));
        _scenario.Api.Bodies.Enqueue(EventPages.Body("same", true, [.. events, FakeEvent.Create(FeedScenario.Id(4), SteppedTime.Epoch).Json]));
        _scenario.Api.Bodies.Enqueue(EventPages.Body("same", false));

        Assert.Equal([(3, RunOutcome.Stalled), (1, RunOutcome.Stalled), (0, RunOutcome.CaughtUp)],
            new[] { _scenario.Run(), _scenario.Run(), _scenario.Run() }.Select(result => (result.Tally.Events, result.Outcome)));
        Assert.Equal(FeedScenario.Ids(1, 4), _scenario.Hub.Ids);
    }

    [Fact]
    public void RunAsync_EmptyPageThatLeadsOn_FollowsItAndKeepsThePosition()
    {
        _scenario.Run();
        _scenario.Api.Bodies.Enqueue(EventPages.Body("two", true));
        _scenario.Api.Bodies.Enqueue("""{"has_more":true,"cursor":"three","items":null}""");
        _scenario.Api.Bodies.Enqueue("""{"has_more":false,"cursor":"four"}""");

        RunResult result = _scenario.Run();

        Assert.Equal((RunOutcome.CaughtUp, 3), (result.Outcome, result.Tally.Pages));
        Assert.Equal("three", _scenario.Row.Position.Cursor);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void RunAsync_SameEventServedTwice_IsPublishedTwiceWithOneId(int batchSize, int batches)
    {
        string json = FakeEvent.Create("TWICE", SteppedTime.Epoch).Json;
        _scenario.Hub.BatchSize = batchSize;
        _scenario.Api.Bodies.Enqueue(EventPages.Body("next", false, json, json));

        _scenario.Run();

        Assert.Equal(["TWICE", "TWICE"], _scenario.Hub.Ids);
        Assert.Equal(batches, _scenario.Hub.Batches.Count);
    }

    [Theory]
    [InlineData("""{"uuid":"A","timestamp":"2026-03-14T09:00:00.123456789Z"}""")]
    [InlineData("""{"uuid":"A","timestamp":"2026-03-14T10:00:00+01:00"}""")]
    [InlineData("""{"uuid":"A","timestamp":"0001-01-01T00:00:00+05:00"}""")]
    [InlineData("""{"uuid":"A","timestamp":"0001-01-01T00:00:00Z"}""")]
    [InlineData("""{"uuid":"A","timestamp":"yesterday"}""")]
    [InlineData("""{"uuid":"A","timestamp":17}""")]
    [InlineData("""{"uuid":"A"}""")]
    [InlineData("""{"uuid":"A","details":null,"unknown":{"deep":[1,{"x":[]}]},"category":"never_seen"}""")]
    [InlineData("""{"uuid":"A","number":123456789012345678901234567890.5e+400,"negative":-0}""")]
    [InlineData("{ \"uuid\" : \"A\" ,\n\t\"text\" : \"\\u0000\\ud83d\\ude00 \\\"quoted\\\" \\\\ /\" }")]
    [InlineData("""{"uuid":"A","name":"Žižkov 東京 😀"}""")]
    public void RunAsync_OddEvent_LeavesByteForByte(string json)
    {
        _scenario.Api.Bodies.Enqueue(EventPages.Body("next", false, json));

        RunResult result = _scenario.Run();

        Assert.Equal((RunOutcome.CaughtUp, 1), (result.Outcome, result.Tally.Events));
        Assert.Equal(json, Encoding.UTF8.GetString(Assert.Single(_scenario.Hub.Batches).Bodies[0]));
    }

    [Theory]
    [InlineData("{}", 1, 1)]
    [InlineData("""{"uuid":null,"timestamp":null}""", 1, 1)]
    [InlineData("""{"uuid":"","timestamp":""}""", 1, 1)]
    [InlineData("""{"uuid":"a\"b","timestamp":"2026-03-14T09:00:00Z"}""", 1, 0)]
    [InlineData("""{"uuid":"ž","timestamp":"2026-03-14T09:00:00Z"}""", 1, 0)]
    [InlineData("""{"uuid":"A","timestamp":"soon"}""", 0, 1)]
    public void RunAsync_EventWithoutUsableUuidOrTimestamp_IsPublishedAndCounted(string json, int withoutUuid, int withoutTimestamp)
    {
        _scenario.Api.Bodies.Enqueue(EventPages.Body("next", false, json));

        RunResult result = _scenario.Run();

        Assert.Equal((1, withoutUuid, withoutTimestamp), (result.Tally.Events, result.Tally.EventsWithoutUuid, result.Tally.EventsWithoutTimestamp));
    }

    [Fact]
    public void RunAsync_EventsOf900KilobytesAndDeepNesting_PassThrough()
    {
        string large = $$"""{"uuid":"LARGE","text":"{{new string('x', 900_000)}}"}""";
        string deep = $$"""{"uuid":"DEEP","a":{{new string('[', 5000)}}{{new string(']', 5000)}}}""";
        _scenario.Api.Bodies.Enqueue(EventPages.Body("next", false, large, deep));

        _scenario.Run();

        Assert.Equal([large, deep], _scenario.Hub.Batches[0].Bodies.Select(Encoding.UTF8.GetString));
    }

    [Fact]
    public void RunAsync_Published_CountsBytesAndLateness()
    {
        _scenario.Api.Arrived.Add(FakeEvent.Create("A", SteppedTime.Epoch.AddHours(-3)));
        _scenario.Api.Arrived.Add(FakeEvent.Create("B", SteppedTime.Epoch.AddHours(-1)));

        RunTally tally = _scenario.Run().Tally;

        Assert.Equal((TimeSpan?)TimeSpan.FromHours(3), tally.OldestLateness);
        Assert.Equal((SteppedTime.Epoch.AddHours(-3), SteppedTime.Epoch.AddHours(-1)), (tally.FirstEventTime, tally.LastEventTime));
        Assert.Equal(_scenario.Api.Arrived.Sum(item => item.Json.Length), tally.Bytes);
    }
}
