using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.IntegrationTests.Traps;

/// <summary>Traps for whoever resumes by time, or takes a timestamp for more than a text.</summary>
public sealed class TimeTrapTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    private static readonly DateTimeOffset Instant = DateTimeOffset.UtcNow.AddMinutes(-1);

    [Fact]
    public async Task TwoEventsOneTimestamp_InTwoRuns_BothArriveOnce()
    {
        await using IngestionScenario scenario = await Trap.StartAsync(fixture, events: 0);
        scenario.AddEvent("ONE", Trap.Format(Instant));
        Assert.Equal(("CaughtUp", "None", 1), (await scenario.RunAsync()).Summary());

        scenario.AddEvent("TWO", Trap.Format(Instant));

        Assert.Equal(("CaughtUp", "None", 1), (await scenario.RunAsync()).Summary());
        scenario.AssertDelivered();
    }

    [Fact]
    public async Task MoreEventsAtOneInstantThanTheCap_SeveralRuns_AllArriveOnce()
    {
        await using IngestionScenario scenario = await Trap.StartAsync(fixture, events: 0);
        for (int number = 0; number < 35; number++)
        {
            scenario.AddEvent($"EVENT-{number}", Trap.Format(Instant));
        }

        List<int> events = [];
        for (int run = 0; run < 4; run++)
        {
            events.Add((await scenario.RunAsync()).Events);
        }

        Assert.Equal([10, 10, 10, 5], events);
        scenario.AssertDelivered();
    }

    [Fact]
    public async Task ItemUsageStampedHoursAgo_AfterTheFeedCaughtUp_Arrives()
    {
        await using IngestionScenario scenario = await Trap.StartAsync(fixture, events: 0);
        foreach (string uuid in new[] { "NOW", "HOURS-AGO", "DAYS-AGO" })
        {
            TimeSpan age = uuid switch { "NOW" => TimeSpan.Zero, "HOURS-AGO" => TimeSpan.FromHours(20), _ => TimeSpan.FromDays(3) };
            scenario.AddEvent(uuid, Trap.Format(DateTimeOffset.UtcNow - age), feed: SimulatedFeed.ItemUsages);
            Assert.Equal(("CaughtUp", "None", 1), (await scenario.RunAsync(EventFeed.ItemUsageActions)).Summary());
        }

        scenario.AssertDelivered();
    }

    [Fact]
    public async Task TimestampWithAnOffset_IsReadAsItsInstantAndTravelsAsItCame()
    {
        await using IngestionScenario scenario = await Trap.StartAsync(fixture, events: 0);
        string east = Instant.ToOffset(TimeSpan.FromHours(5.5)).ToString("yyyy-MM-dd'T'HH:mm:ss'+05:30'");
        string west = Instant.AddSeconds(-30).ToOffset(TimeSpan.FromHours(-3)).ToString("yyyy-MM-dd'T'HH:mm:ss'-03:00'");
        scenario.AddEvent("WEST", west);
        scenario.AddEvent("EAST", east);

        Assert.Equal(("CaughtUp", "None", 2), (await scenario.RunAsync()).Summary());

        Assert.Equal([west, east], scenario.Hub.Messages().Select(message => message.Properties["cloudEvents:time"]));
        Assert.Equal(DateTimeOffset.Parse(east, null), (await scenario.StateAsync(EventFeed.AuditEvents)).LastEventTime);
        Assert.Equal(("CaughtUp", "None", 0), (await scenario.RunAsync()).Summary());
        scenario.AssertDelivered();
    }

    [Fact]
    public async Task Nanoseconds_ThatTellTwoEventsApart_ArriveToTheLastDigit()
    {
        await using IngestionScenario scenario = await Trap.StartAsync(fixture, events: 0, maximum: 1);
        string[] times = [.. new[] { "123456788Z", "123456789Z" }.Select(fraction => Trap.Format(Instant).Replace("000000000Z", fraction, StringComparison.Ordinal))];
        scenario.AddEvent("ONE", times[0]);
        scenario.AddEvent("TWO", times[1]);

        Assert.Equal(("MaximumReached", "None", 1), (await scenario.RunAsync()).Summary());
        await scenario.DrainAsync();

        Assert.Equal(times, scenario.Hub.Messages().Select(message => message.Properties["cloudEvents:time"]));
        scenario.AssertDelivered();
    }
}
