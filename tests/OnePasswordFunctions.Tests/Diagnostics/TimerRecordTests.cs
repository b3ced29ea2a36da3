using System.Net;
using System.Text.Json;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Diagnostics;

/// <summary>Each invocation of a timer leaves exactly one record, in the place where the Functions host keeps it.</summary>
public class TimerRecordTests
{
    private const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

    [Fact]
    public async Task IdleApp_WritesThreeRecordsAMinuteAndNothingElse()
    {
        var feed = new ObservedFeed();
        foreach (EventFeed each in EventFeed.All)
        {
            feed.Store.Put(each, new ObservedFeed { Feed = each }.Stand(feed.Time.GetUtcNow(), TimeSpan.FromMinutes(1)).Store.Peek(each)!);
        }

        await using TimerHost host = await TimerHost.StartAsync(feed);
        var records = new List<JsonElement>();
        foreach (EventFeed each in EventFeed.All)
        {
            (HttpStatusCode status, JsonElement answer) = await host.FireAsync(each, TraceParent);
            Assert.Equal(HttpStatusCode.OK, status);
            records.AddRange(Logs(answer));
        }

        Assert.Equal(EventFeed.All.Select(each => each.Name), records.Select(record => record.GetProperty("feed").GetString()));
        Assert.All(records, record => Assert.Equal("CaughtUp", record.GetProperty("outcome").GetString()));
        Assert.All(records, record => Assert.Equal("0af7651916cd43dd8448eb211c80319c", record.GetProperty("traceId").GetString()));
        Assert.All(records, record => Assert.Equal("invocation-1", record.GetProperty("invocationId").GetString()));
        Assert.Empty(host.OutputLines);
        Assert.Empty(host.ErrorLines);
    }

    [Fact]
    public async Task FailedRun_WritesItsRecordToStandardErrorOnce()
    {
        var feed = new ObservedFeed();
        feed.Stand(feed.Time.GetUtcNow(), TimeSpan.FromMinutes(1));
        feed.Api.Script.Next(SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventsApi, IngestionFailure.InvalidResponse)));
        await using TimerHost host = await TimerHost.StartAsync(feed);

        (HttpStatusCode status, _) = await host.FireAsync(feed.Feed);

        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Empty(host.OutputLines);
        JsonElement record = Parse(Assert.Single(host.ErrorLines));
        Assert.Equal("InvalidResponse", record.GetProperty("failure").GetString());
    }

    [Fact]
    public async Task DisabledFeed_HasARecordToo()
    {
        var feed = new ObservedFeed { FetchEvents = false, Token = new TokenClaims(null, [], SteppedTime.Epoch.AddDays(-1), null) };
        await using TimerHost host = await TimerHost.StartAsync(feed);

        (_, JsonElement answer) = await host.FireAsync(feed.Feed);

        Assert.Equal("Disabled", Assert.Single(Logs(answer)).GetProperty("outcome").GetString());
        Assert.Empty(host.ErrorLines);
    }

    [Fact]
    public async Task BadSettings_AreOneRecordOnStandardError_WithTheWholeList()
    {
        await using TimerHost host = await TimerHost.StartAsync(new ObservedFeed(), problems: ["First is bad.", "Second is bad."]);

        (HttpStatusCode status, JsonElement answer) = await host.FireAsync(EventFeed.ItemUsageActions);

        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Equal(2, answer.GetProperty("problems").GetArrayLength());
        JsonElement record = Parse(Assert.Single(host.ErrorLines));
        Assert.Equal("itemusages", record.GetProperty("feed").GetString());
        Assert.Equal("Failed", record.GetProperty("outcome").GetString());
        Assert.Equal("BadSettings", record.GetProperty("failure").GetString());
        Assert.EndsWith("First is bad. Second is bad.", record.GetProperty("error").GetString());
    }

    [Fact]
    public async Task RetentionRisk_IsAnErrorOnceARun()
    {
        ObservedFeed feed = new ObservedFeed { InitialLookback = TimeSpan.FromDays(120) }.Arrive(200, TimeSpan.FromDays(112), TimeSpan.Zero);
        feed.Stand(feed.Api.Arrived[0].Timestamp, TimeSpan.FromMinutes(1));
        await using TimerHost host = await TimerHost.StartAsync(feed);

        (HttpStatusCode status, JsonElement answer) = await host.FireAsync(feed.Feed);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("2026-03-22", Assert.Single(Logs(answer)).GetProperty("retentionRiskDate").GetString());
        JsonElement line = Parse(Assert.Single(host.ErrorLines));
        Assert.Equal(601, line.GetProperty("eventId").GetInt32());
        Assert.Equal("Error", line.GetProperty("level").GetString());
        Assert.Contains("2026-03-22", line.GetProperty("message").GetString());
    }

    [Fact]
    public async Task MissingScope_IsAWarningOnce_AndInEachRecord()
    {
        var feed = new ObservedFeed { Feed = EventFeed.ItemUsageActions, Token = new TokenClaims(null, ["auditevents"], null, null) };
        feed.Stand(feed.Time.GetUtcNow(), TimeSpan.FromMinutes(1));
        feed.Api.Script.Decide = _ => SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventsApi, IngestionFailure.Unauthorized));
        await using TimerHost host = await TimerHost.StartAsync(feed);

        await host.FireAsync(feed.Feed);
        await host.FireAsync(feed.Feed);

        List<JsonElement> lines = [.. host.ErrorLines.Select(Parse)];
        Assert.Equal(2, lines.Count(line => line.TryGetProperty("record", out _) && line.GetProperty("failure").GetString() == "NotAuthorized"));
        Assert.Equal(604, lines.Single(line => line.TryGetProperty("eventId", out _)).GetProperty("eventId").GetInt32());
    }

    private static IEnumerable<JsonElement> Logs(JsonElement answer) => answer.GetProperty("Logs").EnumerateArray().Select(line => Parse(line.GetString()!));

    private static JsonElement Parse(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }
}
