using Azure.Data.Tables;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using FeedState = OnePasswordFunctions.Cursors.FeedState;

namespace OnePasswordFunctions.IntegrationTests.EndToEnd;

/// <summary>A deployment of the version before the streams is upgraded in place: its rows are read, and go on.</summary>
public sealed class UpgradeTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    /// <summary>All columns that the older version wrote, but for its count of commits, which it called Sequence.</summary>
    private static readonly string[] OlderColumns =
    [
        "PartitionKey", "RowKey", "Cursor", "PublishedInPage", "PublishedThrough", "RunId", "FirstStartTime", "LastEventTime", "TotalEvents", "TotalBatches",
        "TotalDeadLetters", "Day", "EventsToday", "BatchesToday", "LastOutcome", "LastRunTime", "LastSuccessTime", "AccountUuid", "TokenFingerprint", "Recovering", "RecentEvents",
    ];

    [Fact]
    public async Task Run_RowOfTheOlderVersion_GoesOnWithoutLossOrRepeatAndBeginsAStream()
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = 60, Maximum = 10 });
        await scenario.RunAsync(EventFeed.AuditEvents);
        await scenario.RestartAsync(("OnePassword__MaxAuditEventsPerFetch", "14"));
        await scenario.RunAsync(EventFeed.AuditEvents);
        TableEntity older = ToOlder(await scenario.Rows.ReadRowAsync(EventFeed.AuditEvents));
        Assert.True((int)older["PublishedInPage"] > 0, "the row stands inside a page");
        await scenario.Rows.ReplaceRowAsync(older);
        FeedState before = await scenario.StateAsync(EventFeed.AuditEvents);
        Assert.Equal((41L, null, 0L), (before.CommitCount, before.StreamId, before.LastSequence));

        await scenario.RestartAsync(("OnePassword__MaxAuditEventsPerFetch", "100"));
        RecordedRun run = await scenario.RunAsync(EventFeed.AuditEvents);

        Assert.Equal(("CaughtUp", 36), (run.Outcome, run.Events));
        FeedState after = await scenario.StateAsync(EventFeed.AuditEvents);
        Assert.Equal((60L, 41L + run.Commits, 36L), (after.TotalEvents, after.CommitCount, after.LastSequence));
        Assert.Equal((before.FirstStartTime, before.AccountUuid), (after.FirstStartTime, after.AccountUuid));
        Assert.False(string.IsNullOrEmpty(after.StreamId));
        Assert.False((await scenario.Rows.ReadRowAsync(EventFeed.AuditEvents)).ContainsKey("Sequence"));
        await scenario.DrainAsync();
        scenario.AssertDelivered(repeats: 0);
        Assert.Equal("healthy", (string)(await scenario.GetAsync("status")).Json["status"]!);
    }

    private static TableEntity ToOlder(TableEntity row)
    {
        var older = new TableEntity { ["Sequence"] = 41L };
        foreach (string column in OlderColumns)
        {
            older[column] = row[column] ?? throw new InvalidOperationException($"The row has no {column}.");
        }

        return older;
    }
}
