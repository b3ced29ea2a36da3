using System.Diagnostics;
using System.Text.Json;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Functions;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Diagnostics.Otlp;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Diagnostics;

/// <summary>What a run tells a real OTLP receiver.</summary>
[Collection(TelemetryGroup.Name)]
public class OtlpExportTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string HostSpanId = "b7ad6b7169203331";
    private const string NotSampled = $"00-{TraceId}-{HostSpanId}-00";

    [Fact]
    public async Task Metrics_OfARun_HaveArrivedWhenItIsAnswered()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        using OtlpExport export = OtlpExport.Start(new TelemetryOptions(receiver.Url, null));
        await using TimerHost host = await TimerHost.StartAsync(Feed(), export);

        await host.FireAsync(EventFeed.AuditEvents);

        Assert.Equal(20, Point(receiver, "onepassword.ingester.events").Value);
        Assert.Equal(3, Point(receiver, "onepassword.ingester.batches").Value);
        Assert.Equal(2, Point(receiver, "onepassword.ingester.pages").Value);
        Assert.Equal(2, Point(receiver, "onepassword.ingester.requests").Value);
        Assert.True(Point(receiver, "onepassword.ingester.bytes").Value > 1000);
        Assert.Equal(1UL, Point(receiver, "onepassword.ingester.run.duration").Count);
        Assert.Equal(2UL, Point(receiver, "onepassword.ingester.fetch.duration").Count);
        Assert.Equal(3UL, Point(receiver, "onepassword.ingester.publish.duration").Count);
        Assert.Equal(3UL, Point(receiver, "onepassword.ingester.commit.duration").Count);
        ReceivedPoint lateness = Point(receiver, "onepassword.ingester.lateness");
        Assert.Equal((20UL, 20 * 7200.0), (lateness.Count, lateness.Value));
        Assert.Equal(7200, Point(receiver, "onepassword.ingester.lag").Value);
        Assert.Equal(12, Point(receiver, "onepassword.ingester.token.days_left").Value, 3);
        Assert.Equal("MaximumReached", Point(receiver, "onepassword.ingester.runs").Tags["outcome"]);
    }

    [Fact]
    public async Task Metrics_AreThoseOfTheGuide()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        using OtlpExport export = OtlpExport.Start(new TelemetryOptions(receiver.Url, null));
        ObservedFeed feed = Feed();

        // The table gives way once, so that there are retries; asking to slow down would need time to pass.
        IngesterMetrics.Throttles.Add(1, IngesterMetrics.Tag(feed.Feed), IngesterMetrics.Tag(IngestionTarget.EventHub));
        IngesterMetrics.Retries.Add(1, IngesterMetrics.Tag(feed.Feed), IngesterMetrics.Tag(IngestionTarget.CursorStore));
        await using TimerHost host = await TimerHost.StartAsync(feed, export);
        await host.FireAsync(feed.Feed);

        IEnumerable<string> guide = GuideTable.Rows("Metrics and traces").Select(row => $"{row[0].Trim('`')} {row[3]}");
        Assert.Equal(guide.Order(), receiver.Points.Select(point => $"{point.Name} {TagsInOrder(point)}").Distinct().Order());
    }

    [Fact]
    public async Task Spans_HangBelowTheHostsSpan()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        using OtlpExport export = OtlpExport.Start(new TelemetryOptions(receiver.Url, null));
        await using TimerHost host = await TimerHost.StartAsync(Feed(), export);

        await host.FireAsync(EventFeed.AuditEvents, NotSampled);

        ReceivedSpan run = Assert.Single(receiver.Spans, span => span.Name == "run");
        Assert.Equal((TraceId, HostSpanId), (run.TraceId, run.ParentId));
        Assert.Equal("MaximumReached", run.Tags["outcome"]);
        List<ReceivedSpan> children = [.. receiver.Spans.Where(span => span.Name != "run")];
        Assert.Equal(["batch", "batch", "batch", "commit", "commit", "commit", "page", "page"], children.Select(span => span.Name).Order());
        Assert.All(children, span => Assert.Equal((TraceId, run.SpanId), (span.TraceId, span.ParentId)));
    }

    [Fact]
    public async Task WithoutAHostsSpan_TheRunIsARoot_AndTheRecordNamesItsTrace()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        using OtlpExport export = OtlpExport.Start(new TelemetryOptions(receiver.Url, null));
        await using TimerHost host = await TimerHost.StartAsync(Feed(), export);

        (_, JsonElement record) = await host.FireAsync(EventFeed.AuditEvents);

        ReceivedSpan run = Assert.Single(receiver.Spans, span => span.Name == "run");
        Assert.Equal("", run.ParentId);
        Assert.Equal(run.TraceId, record.GetProperty("traceId").GetString());
    }

    [Fact]
    public async Task FailedSpan_NamesTheFailure()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        using OtlpExport export = OtlpExport.Start(new TelemetryOptions(receiver.Url, null));
        ObservedFeed feed = Feed();
        feed.Hub.Script.Next(SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventHub, IngestionFailure.HubNotFound)));
        await using TimerHost host = await TimerHost.StartAsync(feed, export);

        (RunFailedException? failure, _) = await host.FireAsync(feed.Feed);

        Assert.NotNull(failure);
        Assert.Equal("HubNotFound", Assert.Single(receiver.Spans, span => span.Name == "batch").Tags["failure"]);
        ReceivedPoint run = Point(receiver, "onepassword.ingester.runs");
        Assert.Equal(("Failed", "HubNotFound", "EventHub"), (run.Tags["outcome"], run.Tags["failure"], run.Tags["target"]));
    }

    [Fact]
    public async Task Export_TellsProcessesApart_AndSendsHeaders_AndNoCursor()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        using OtlpExport export = OtlpExport.Start(new TelemetryOptions(receiver.Url, "x-key=secret-value"));
        ObservedFeed feed = Feed();
        await using TimerHost host = await TimerHost.StartAsync(feed, export);

        await host.FireAsync(feed.Feed);

        Assert.Equal("OnePasswordFunctions", receiver.Resource["service.name"]);
        Assert.True(Guid.TryParse(receiver.Resource["service.instance.id"], out _));
        Assert.All(receiver.Headers, header => Assert.Equal("secret-value", header));
        Assert.DoesNotContain(feed.Store.Peek(feed.Feed)!.Position.Cursor!, receiver.Raw);
        Assert.DoesNotContain("secret-value", receiver.Raw);
    }

    [Fact]
    public async Task StuckReceiver_DoesNotHoldARun_AndIsOneWarning()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        receiver.IsStuck = true;
        using OtlpExport export = OtlpExport.Start(new TelemetryOptions(receiver.Url, null));
        await using TimerHost host = await TimerHost.StartAsync(Feed(), export);

        // The receiver never answers: that both runs end at all shows the bound.
        (RunFailedException? first, _) = await host.FireAsync(EventFeed.AuditEvents);
        (RunFailedException? second, _) = await host.FireAsync(EventFeed.AuditEvents);

        Assert.Equal((null, null), (first, second));
        Assert.Single(host.OtherLines, line => line.Id == 606);
    }

    [Fact]
    public async Task NoReceiver_IsOneWarning()
    {
        OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        Uri nobody = receiver.Url;
        await receiver.DisposeAsync();
        using OtlpExport export = OtlpExport.Start(new TelemetryOptions(nobody, null));
        await using TimerHost host = await TimerHost.StartAsync(Feed(), export);

        (RunFailedException? failure, _) = await host.FireAsync(EventFeed.AuditEvents);

        Assert.Null(failure);
        Assert.Single(host.OtherLines, line => line.Id == 606);
    }

    [Fact]
    public async Task Shutdown_SendsWhatIsLeft()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();
        using (OtlpExport export = OtlpExport.Start(new TelemetryOptions(receiver.Url, null)))
        {
            IngesterActivities.Start("page", ActivityKind.Client, EventFeed.AuditEvents)!.Dispose();
            IngesterMetrics.Retries.Add(3, IngesterMetrics.Tag(EventFeed.AuditEvents), IngesterMetrics.Tag(IngestionTarget.EventsApi));
        }

        Assert.Equal(["/v1/metrics", "/v1/traces"], receiver.Paths.Distinct().Order());
        Assert.Equal(3, Point(receiver, "onepassword.ingester.retries").Value);
    }

    [Fact]
    public void WithoutAListener_NothingIsAllocated()
    {
        var tally = new RunTally();
        Measure(tally);

        Assert.Equal(0, Measure(tally));
        Assert.False(IngesterMetrics.Lateness.Enabled);
        Assert.Null(IngesterActivities.Start("page", ActivityKind.Client, EventFeed.AuditEvents));
    }

    private static long Measure(RunTally tally)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 1000; round++)
        {
            using Activity? span = IngesterActivities.Start("page", ActivityKind.Client, EventFeed.AuditEvents);
            tally.Witness(SteppedTime.Epoch, SteppedTime.Epoch.AddSeconds(round));
            IngesterMetrics.Lateness.Record(round, IngesterMetrics.Tag(EventFeed.AuditEvents));
            IngesterMetrics.PublishDuration.Record(round, IngesterMetrics.Tag(EventFeed.AuditEvents));
            IngesterMetrics.Throttles.Add(1, IngesterMetrics.Tag(EventFeed.AuditEvents), IngesterMetrics.Tag(IngestionTarget.EventHub));
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>A feed with a backlog: pages of 10, batches of at most 8, a run of 20.</summary>
    private static ObservedFeed Feed()
    {
        var feed = new ObservedFeed { Maximum = 20, Token = new TokenClaims(null, [], SteppedTime.Epoch.AddDays(12), null) };
        feed.Arrive(100, TimeSpan.FromHours(2), TimeSpan.Zero).Stand(feed.Api.Arrived[0].Timestamp, TimeSpan.FromMinutes(1));
        feed.Store.Put(feed.Feed, feed.Store.Peek(feed.Feed)! with { Position = OnePasswordFunctions.Cursors.FeedPosition.AtTime(feed.Api.Arrived[0].Timestamp, 12) });
        feed.Hub.BatchSize = 8;
        return feed;
    }

    private static ReceivedPoint Point(OtlpReceiver receiver, string name) => Assert.Single(receiver.Points, point => point.Name == name);

    private static string TagsInOrder(ReceivedPoint point) => string.Join(", ", point.Tags.Keys.OrderBy(tag => tag == "feed" ? 0 : tag == "outcome" ? 1 : tag == "failure" ? 2 : 3));
}
