using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventHubs;

namespace OnePasswordFunctions.IntegrationTests.Traps;

/// <summary>Traps in what a token may read and in what an event holds.</summary>
public sealed class ContentTrapTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    [Fact]
    public async Task TokenLacksOneFeature_OnlyThatFeedFailsAndSaysSo()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 5 });
        await scenario.RestartAsync(("OnePassword__ApiToken", scenario.Simulator.IssueToken(["auditevents", "signinattempts"])));

        RecordedRun[] runs = await Task.WhenAll(EventFeed.All.Select(feed => scenario.RunAsync(feed)));

        Assert.Equal([("CaughtUp", "None", 5), ("Failed", "NotAuthorized", 0), ("CaughtUp", "None", 5)], runs.Select(run => run.Summary()));
        await scenario.Log.ExpectAsync(604, LogLevel.Warning, "itemusages");
        await scenario.RestartAsync();
        await scenario.DrainAsync();
        scenario.AssertDelivered();
    }

    [Fact]
    public async Task UnknownFeatureInIntrospection_IsIgnored()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 5 });
        string[] features = ["devicetrust", "auditevents", "itemusages", "signinattempts", ""];
        await scenario.RestartAsync(("OnePassword__ApiToken", scenario.Simulator.IssueToken(features)));

        await scenario.DrainAsync();

        scenario.AssertDelivered();
        Assert.Equal(HttpStatusCode.OK, (await scenario.GetAsync("test-connection")).Status);
    }

    [Fact]
    public async Task AuditEventWithAuxId_KeepsItToTheLastDigit()
    {
        await using IngestionScenario scenario = await Trap.StartAsync(fixture, events: 0);
        byte[][] events = [.. new[] { "9007199254740993", "0", "null", "\"text\"" }.Select((value, index) =>
            scenario.AddEvent($"AUX-{index}", Trap.Format(DateTimeOffset.UtcNow), $""","action":"join","aux_id":{value},"aux_uuid":"AUX","aux_details":null,"aux_info":"R" """))];

        Assert.Equal(("CaughtUp", "None", 4), (await scenario.RunAsync()).Summary());

        Assert.Equal(events.Select(Encoding.UTF8.GetString), scenario.Hub.Messages().Select(message => Encoding.UTF8.GetString(message.Body.Span)));
        scenario.AssertDelivered();
    }

    [Fact]
    public async Task LargeEvents_Over5And250KilobytesAndOverAMegabyteTogether_ArriveWhole()
    {
        await using IngestionScenario scenario = await Trap.StartAsync(fixture, events: 0, maximum: 1000);
        foreach (int bytes in new[] { 6_000, 300_000, 300_000, 70_000, 300_000, 300_000, 900_000, 6_000, 300_000 })
        {
            scenario.AddEvent($"LARGE-{Guid.NewGuid():N}", Trap.Format(DateTimeOffset.UtcNow), $",\"blob\":\"{new string('x', bytes)}\"");
        }

        RecordedRun run = await scenario.RunAsync();

        Assert.Equal(("CaughtUp", "None", 9), run.Summary());
        Assert.Equal(0, run.DeadLetters);
        Assert.All(scenario.Hub.Sends.ToList(), send => Assert.Equal((SendRecord.Accepted, true), (send.Outcome, send.Bytes <= 1_048_576)));
        Assert.InRange(scenario.Hub.Sends.ToList().Count, 3, 6);
        scenario.AssertDelivered();
    }
}
