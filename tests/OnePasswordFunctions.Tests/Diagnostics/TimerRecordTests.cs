using System.Text.Json;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Functions;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Diagnostics;

/// <summary>Each invocation of a timer leaves exactly one record, inside the invocation, where the Functions host keeps it.</summary>
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
        foreach (EventFeed each in EventFeed.All)
        {
            (RunFailedException? failure, _) = await host.FireAsync(each, TraceParent);
            Assert.Null(failure);
        }

        IReadOnlyList<JsonElement> records = host.Records;
        Assert.Equal(EventFeed.All.Select(each => each.Name), records.Select(record => record.GetProperty("feed").GetString()));
        Assert.All(records, record => Assert.Equal("CaughtUp", record.GetProperty("outcome").GetString()));
        Assert.All(records, record => Assert.Equal("0af7651916cd43dd8448eb211c80319c", record.GetProperty("traceId").GetString()));
        Assert.All(records, record => Assert.Equal("invocation-1", record.GetProperty("invocationId").GetString()));
        Assert.All(host.Log.Entries, line => Assert.Equal(LogLevel.Information, line.Level));
        Assert.Empty(host.OtherLines);
    }

    [Fact]
    public async Task FailedRun_IsAFailedInvocation_AndLogsItsRecordOnceWithoutAnException()
    {
        var feed = new ObservedFeed();
        feed.Stand(feed.Time.GetUtcNow(), TimeSpan.FromMinutes(1));
        feed.Api.Script.Next(SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventsApi, IngestionFailure.InvalidResponse)));
        await using TimerHost host = await TimerHost.StartAsync(feed);

        (RunFailedException? failure, JsonElement record) = await host.FireAsync(feed.Feed);

        Assert.StartsWith("Audit events: InvalidResponse. ", failure!.Message);
        Assert.Null(failure.InnerException);
        LogEntry line = Assert.Single(host.Log.Entries);
        Assert.Equal((LogLevel.Error, null), (line.Level, line.Exception));
        Assert.Equal("InvalidResponse", record.GetProperty("failure").GetString());
    }

    [Fact]
    public async Task DisabledFeed_HasARecordToo()
    {
        var feed = new ObservedFeed { FetchEvents = false, Token = new TokenClaims(null, [], SteppedTime.Epoch.AddDays(-1), null) };
        await using TimerHost host = await TimerHost.StartAsync(feed);

        (RunFailedException? failure, JsonElement record) = await host.FireAsync(feed.Feed);

        Assert.Null(failure);
        Assert.Equal("Disabled", record.GetProperty("outcome").GetString());
        Assert.Empty(host.OtherLines);
    }

    [Fact]
    public async Task BadSettings_AreOneRecordAndAFailedInvocation_WithTheWholeList()
    {
        await using TimerHost host = await TimerHost.StartAsync(
            new ObservedFeed(), null, ("OnePassword:InitialLookback", "forever"), ("OnePassword:MaxRunDuration", "forever"));

        (RunFailedException? failure, JsonElement record) = await host.FireAsync(EventFeed.ItemUsageActions);

        Assert.Equal(LogLevel.Error, Assert.Single(host.Log.Entries).Level);
        Assert.Equal("itemusages", record.GetProperty("feed").GetString());
        Assert.Equal("Failed", record.GetProperty("outcome").GetString());
        Assert.Equal("BadSettings", record.GetProperty("failure").GetString());
        foreach (string text in new[] { failure!.Message, record.GetProperty("error").GetString()! })
        {
            Assert.Contains("OnePassword__InitialLookback", text);
            Assert.Contains("OnePassword__MaxRunDuration", text);
        }
    }

    [Fact]
    public async Task Cautions_AreSaidOnceInsideAnInvocation()
    {
        await using TimerHost host = await TimerHost.StartAsync(new ObservedFeed(), null, ("OnePassword:TrustAnyCertificate", "true"));

        await host.FireAsync(EventFeed.AuditEvents);
        await host.FireAsync(EventFeed.AuditEvents);

        LogEntry caution = Assert.Single(host.Log.Entries, line => line.Id == 903);
        Assert.Contains("OnePassword__TrustAnyCertificate", caution.Message);
    }

    [Fact]
    public async Task WorkerIsAskedToStop_RunIsStoppedAndTheInvocationDoesNotFail()
    {
        ObservedFeed feed = new ObservedFeed { Maximum = 3000 }.Arrive(3000, TimeSpan.FromMinutes(5), TimeSpan.Zero);
        feed.Stand(feed.Api.Arrived[0].Timestamp, TimeSpan.FromMinutes(1));
        await using TimerHost host = await TimerHost.StartAsync(feed);
        feed.Hub.OnAccepted = _ => host.Lifetime.StopApplication();

        (RunFailedException? failure, JsonElement record) = await host.FireAsync(feed.Feed);

        Assert.Null(failure);
        Assert.Equal("Stopped", record.GetProperty("outcome").GetString());
        Assert.Equal(1000, record.GetProperty("events").GetInt32());
        Assert.Equal(1000, feed.Store.Peek(feed.Feed)!.TotalEvents);
    }

    [Fact]
    public async Task InvocationIsCancelled_RunIsStoppedAndTheInvocationDoesNotFail()
    {
        ObservedFeed feed = new ObservedFeed { Maximum = 3000 }.Arrive(3000, TimeSpan.FromMinutes(5), TimeSpan.Zero);
        feed.Stand(feed.Api.Arrived[0].Timestamp, TimeSpan.FromMinutes(1));
        await using TimerHost host = await TimerHost.StartAsync(feed);
        using var cancellation = new CancellationTokenSource();
        feed.Hub.OnAccepted = _ => cancellation.Cancel();

        (RunFailedException? failure, JsonElement record) = await host.FireAsync(feed.Feed, null, cancellation.Token);

        Assert.Null(failure);
        Assert.Equal("Stopped", record.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task AnExceptionThatTheWorkerWouldNotAnswer_IsAFailedRun()
    {
        var feed = new ObservedFeed();
        feed.Hub.OnAccepted = _ => throw new OutOfMemoryException();
        feed.Arrive(3, TimeSpan.FromMinutes(5), TimeSpan.Zero).Stand(feed.Api.Arrived[0].Timestamp, TimeSpan.FromMinutes(1));
        await using TimerHost host = await TimerHost.StartAsync(feed);

        (RunFailedException? failure, JsonElement record) = await host.FireAsync(feed.Feed);

        Assert.Contains("OutOfMemoryException", failure!.Message);
        Assert.Equal("Unexpected", record.GetProperty("failure").GetString());
        Assert.Contains(host.OtherLines, line => line.Id == 901 && line.Exception is null);
    }

    [Fact]
    public async Task RetentionRisk_IsAnErrorOnceARun()
    {
        ObservedFeed feed = new ObservedFeed { InitialLookback = TimeSpan.FromDays(120) }.Arrive(200, TimeSpan.FromDays(112), TimeSpan.Zero);
        feed.Stand(feed.Api.Arrived[0].Timestamp, TimeSpan.FromMinutes(1));
        await using TimerHost host = await TimerHost.StartAsync(feed);

        (RunFailedException? failure, JsonElement record) = await host.FireAsync(feed.Feed);

        Assert.Null(failure);
        Assert.Equal("2026-03-22", record.GetProperty("retentionRiskDate").GetString());
        LogEntry line = Assert.Single(host.OtherLines);
        Assert.Equal((601, LogLevel.Error), (line.Id, line.Level));
        Assert.Contains("2026-03-22", line.Message);
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

        Assert.Equal(["NotAuthorized", "NotAuthorized"], host.Records.Select(record => record.GetProperty("failure").GetString()));
        Assert.Equal(604, Assert.Single(host.OtherLines).Id);
    }
}
