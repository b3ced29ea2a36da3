using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.IntegrationTests.EndToEnd;

public sealed class OddEventTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    // The largest message that the Basic tier takes.
    private const int BasicMessageSize = 262_144;

    private static readonly string Now = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    // NOW stands for the time of the test: names of tests must not change from run to run.
    public static TheoryData<string, string> Events => new()
    {
        { "null details", """{"uuid":"ODD-1","timestamp":"NOW","details":null,"location":null}""" },
        { "unknown members and values", """{"uuid":"ODD-2","timestamp":"NOW","action":"no-such-action","new_member":{"a":[1,2,{"b":null}]}}""" },
        { "white space and order", """  {  "z" : 1 , "timestamp" : "NOW" , "uuid" : "ODD-3" }""".Trim() },
        { "escapes", """{"uuid":"ODD-4","timestamp":"NOW","user":{"name":"\u00e9\"\\\/\b\f\n\r\t \ud83d\ude00 \u0000"}}""" },
        { "characters outside ASCII", """{"uuid":"ODD-5","timestamp":"NOW","user":{"name":"Zoë 山田 😀 <script>&amp;'+"}}""" },
        { "huge and precise numbers", """{"uuid":"ODD-6","timestamp":"NOW","n":123456789012345678901234567890,"f":1.000000000000000000001e+400,"z":-0.0}""" },
        { "duplicate members", """{"uuid":"ODD-7","timestamp":"NOW","a":1,"a":2}""" },
        { "no uuid", """{"timestamp":"NOW","a":"no uuid"}""" },
        { "no timestamp", """{"uuid":"ODD-8","a":"no timestamp"}""" },
        { "neither", """{"a":"neither uuid nor timestamp"}""" },
        { "uuid of another type", """{"uuid":42,"timestamp":"NOW"}""" },
        { "uuid that is no property value", """{"uuid":"line\nbreak","timestamp":"NOW"}""" },
        { "timestamp that is none", """{"uuid":"ODD-9","timestamp":"yesterday"}""" },
        { "an empty object", "{}" },
    };

    [Theory]
    [MemberData(nameof(Events))]
    public async Task Run_OddEvent_IsPublishedByteForByte(string what, string json)
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture);
        json = json.Replace("NOW", Now, StringComparison.Ordinal);
        scenario.Simulator.Log(SimulatedFeed.AuditEvents).AddEvent(Encoding.UTF8.GetBytes(json));

        RecordedRun run = await scenario.RunAsync(EventFeed.AuditEvents);

        Assert.True(run is { Outcome: "CaughtUp", Events: 1, DeadLetters: 0 }, $"{what}: {run}");
        HubMessage message = Assert.Single(scenario.Hub.Messages());
        Assert.Equal(json, Encoding.UTF8.GetString(message.Body.Span));
        Assert.NotEmpty(message.Properties["cloudEvents:id"]);
        scenario.AssertDelivered();
    }

    [Fact]
    public async Task Run_ManyOddEventsTogether_ArePublishedByteForByteAndCounted()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture);
        foreach (byte[] odd in LargeAndBinary())
        {
            scenario.Simulator.Log(SimulatedFeed.ItemUsages).AddEvent(odd);
        }

        scenario.Simulator.Log(SimulatedFeed.ItemUsages).AddGenerated(5000, TimeSpan.Zero, 0.5);

        await scenario.DrainAsync(EventFeed.ItemUsageActions);

        Assert.Equal(5000 + LargeAndBinary().Count, scenario.AssertDelivered().Published);
    }

    [Fact]
    public async Task Run_EventThatNoBatchCanHold_IsADeadLetterAndTheRestFlows()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 5 });
        byte[] tooLarge = Sized("TOO-LARGE", 1_200_000);
        scenario.Simulator.Log(SimulatedFeed.AuditEvents).AddEvent(tooLarge);
        scenario.Simulator.Log(SimulatedFeed.AuditEvents).AddGenerated(5, TimeSpan.FromHours(1), 0);

        RecordedRun run = await scenario.RunAsync(EventFeed.AuditEvents);

        Assert.Equal(("CaughtUp", 10, 1), (run.Outcome, run.Events, run.DeadLetters));
        JsonNode letter = Assert.Single(await scenario.Rows.ReadDeadLettersAsync(EventFeed.AuditEvents));
        Assert.Equal(("TOO-LARGE", tooLarge.Length, run.RunId), ((string)letter["EventId"]!, (int)letter["Bytes"]!, (string)letter["RunId"]!));
        Assert.Contains("does not fit", (string)letter["Reason"]!, StringComparison.Ordinal);
        Assert.Equal(Now, (string)letter["EventTime"]!);
        await scenario.Log.ExpectAsync(402, LogLevel.Error, "TOO-LARGE");
        Assert.Equal(1, (await scenario.StateAsync(EventFeed.AuditEvents)).TotalDeadLetters);

        Assert.Equal(("CaughtUp", 0, 0), Summary(await scenario.RunAsync(EventFeed.AuditEvents)));
        FeedAssert(scenario);
    }

    [Fact]
    public async Task Run_DeadLetterCannotBeRecorded_PositionStaysAndNothingIsSkipped()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { RunDuration = TimeSpan.FromSeconds(5) });
        await scenario.DrainAsync(EventFeed.AuditEvents);
        scenario.Simulator.Log(SimulatedFeed.AuditEvents).AddEvent(Sized("TOO-LARGE", 1_200_000));
        scenario.Simulator.Log(SimulatedFeed.AuditEvents).AddGenerated(5, TimeSpan.FromHours(1), 0);
        scenario.Table.AddFault("letter:status=403");

        RecordedRun run = await scenario.RunAsync(EventFeed.AuditEvents);

        Assert.Equal(("Failed", "StateUnavailable", 0), (run.Outcome, run.Failure, run.Events));
        scenario.Table.Faults.Clear();
        Assert.Equal(("CaughtUp", 5, 1), Summary(await scenario.RunAsync(EventFeed.AuditEvents)));
        Assert.Single(await scenario.Rows.ReadDeadLettersAsync(EventFeed.AuditEvents));
    }

    [Fact]
    public async Task Run_HubOfTheBasicTier_KeepsToItsLimitAndHalvesWhatIsRefusedAllTheSame()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 3000, MaxMessageSize = BasicMessageSize });
        scenario.Simulator.Log(SimulatedFeed.AuditEvents).AddEvent(Sized("FITS-STANDARD-ONLY", 400_000));
        scenario.Hub.AddFault("too-large*3");

        await scenario.DrainAsync(EventFeed.AuditEvents);

        await scenario.Log.ExpectAsync(401, LogLevel.Warning);
        Assert.All(scenario.Hub.Sends.ToList(), send => Assert.True(send.Bytes <= BasicMessageSize, $"{send.Bytes} bytes"));
        Assert.Equal(3, scenario.Hub.Sends.ToList().Count(send => send.Outcome != SendRecord.Accepted));
        JsonNode letter = Assert.Single(await scenario.Rows.ReadDeadLettersAsync(EventFeed.AuditEvents));
        Assert.Equal("FITS-STANDARD-ONLY", (string)letter["EventId"]!);
        Assert.Equal((3000L, 0L), (scenario.Ledger.Compare().Feeds[0].Published, scenario.Ledger.Compare().Repeated));
    }

    private static (string Outcome, int Events, int DeadLetters) Summary(RecordedRun run) => (run.Outcome, run.Events, run.DeadLetters);

    private static void FeedAssert(IngestionScenario scenario)
    {
        var report = scenario.Ledger.Compare();
        Assert.Equal((10L, 0L, 0L), (report.Feeds[0].Published, report.Repeated, report.Unknown));
    }

    private static byte[] Sized(string uuid, int bytes)
    {
        string head = $$"""{"uuid":"{{uuid}}","timestamp":"{{Now}}","blob":""" + "\"";
        return Encoding.UTF8.GetBytes(head + new string('x', bytes - head.Length - 2) + "\"}");
    }

    private static List<byte[]> LargeAndBinary()
    {
        byte[] invalid = Encoding.UTF8.GetBytes($$"""{"uuid":"NOT-UTF8","timestamp":"{{Now}}","name":"????"}""");
        int place = invalid.AsSpan().IndexOf("????"u8);
        ((ReadOnlySpan<byte>)[0xC3, 0x28, 0xFF, 0xFE]).CopyTo(invalid.AsSpan(place));
        string deep = $$"""{"uuid":"DEEP","timestamp":"{{Now}}","d":""" + new string('[', 60) + new string(']', 60) + "}";
        return [Sized("LARGE-900-KB", 900_000), Sized("LARGE-300-KB", 300_000), Sized("LARGE-6-KB", 6_000), invalid, Encoding.UTF8.GetBytes(deep)];
    }
}
