using System.Diagnostics;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Diagnostics;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion;

/// <summary>What the steps of a run leave in traces, in metrics and in the run's counts of time.</summary>
[Collection(TelemetryGroup.Name)]
public sealed class RunScopeTests : IDisposable
{
    private readonly FeedScenario _scenario = new FeedScenario().Drain().Arrive(1, 2);
    private readonly RecordingTelemetry _telemetry = new();

    public void Dispose() => _telemetry.Dispose();

    [Fact]
    public void TakeAsync_PageBatchAndCommit_AreSpansWithWhatCameOfThem()
    {
        RunTally tally = _scenario.Run().Tally;

        Assert.Equal(["page Client", "batch Producer", "commit Client"], _telemetry.Spans.Select(span => $"{span.OperationName} {span.Kind}"));
        Assert.All(_telemetry.Spans, span => Assert.Equal(("auditevents", ActivityStatusCode.Unset), (span.GetTagItem("feed"), span.Status)));
        Assert.Equal(2, _telemetry.Spans[0].GetTagItem("events"));
        Assert.Equal((2, tally.Bytes), (_telemetry.Spans[1].GetTagItem("events"), _telemetry.Spans[1].GetTagItem("bytes")));
        Assert.Equal(true, _telemetry.Spans[2].GetTagItem("committed"));
    }

    [Fact]
    public void TakeAsync_CommitOfARunThatWasNotFirst_SaysSo()
    {
        _scenario.Hub.Script.Next(SeamFault.Observe(() => _scenario.Store.Put(_scenario.Feed, _scenario.Row with { RunId = "other" })));

        _scenario.Run();

        Assert.Equal(false, _telemetry.Spans[^1].GetTagItem("committed"));
    }

    [Fact]
    public void TakeAsync_StepFails_IsAFailedSpanAndItsTimeCounts()
    {
        _scenario.Hub.Script.Next(new SeamFault { OnArrival = () => Pass(5), Before = Failures.Permanent(IngestionTarget.EventHub, IngestionFailure.HubNotFound) });

        RunTally tally = _scenario.Run().Tally;

        Activity batch = Assert.Single(_telemetry.Spans, span => span.OperationName == "batch");
        Assert.Equal((ActivityStatusCode.Error, "EventHub failed with HubNotFound."), (batch.Status, batch.StatusDescription));
        Assert.Equal(("HubNotFound", "EventHub", null), (batch.GetTagItem("failure"), batch.GetTagItem("target"), batch.GetTagItem("events")));
        Assert.Equal(TimeSpan.FromSeconds(5), tally.PublishTime);
        Assert.Contains(("publish.duration", 5, "auditevents"), _telemetry.Measurements);
    }

    [Fact]
    public void TakeAsync_StepsTakeTheirTimes_CountsEachApart()
    {
        _scenario.Store.Script.Decide = call => SeamFault.Observe(() => Pass(call == "read" ? 1 : 2));
        _scenario.Api.Script.Decide = _ => SeamFault.Observe(() => Pass(4));
        _scenario.Hub.Script.Decide = _ => SeamFault.Observe(() => Pass(8));

        RunTally tally = _scenario.Run().Tally;

        Assert.Equal((4, 8, 3), (tally.FetchTime.TotalSeconds, tally.PublishTime.TotalSeconds, tally.CommitTime.TotalSeconds));
        Assert.Equal([("fetch.duration", 4), ("publish.duration", 8), ("commit.duration", 2)], _telemetry.Measurements
            .Where(measured => measured.Instrument.EndsWith("duration", StringComparison.Ordinal)).Select(measured => (measured.Instrument, measured.Value)));
    }

    [Fact]
    public void Retries_AfterAFaultAndAThrottle_AreCountedBySide()
    {
        _scenario.Api.Script.Next(SeamFault.Refuse(Failures.Transient(IngestionTarget.EventsApi)));
        _scenario.Hub.Script.Next(SeamFault.Refuse(Failures.Throttled(IngestionTarget.EventHub)));

        _scenario.Run();

        Assert.Equal(
            [("retries", 1, "auditevents EventsApi"), ("throttles", 1, "auditevents EventHub"), ("retries", 1, "auditevents EventHub")],
            _telemetry.Measurements.Where(measured => measured.Instrument is "retries" or "throttles"));
    }

    [Fact]
    public void Lateness_OfPublishedEvents_IsMeasuredOfEachThatHasATime()
    {
        _scenario.Api.Bodies.Enqueue(EventPages.Body("next", false, FakeEvent.Create("A", _scenario.Time.GetUtcNow().AddSeconds(-90)).Json, """{"uuid":"TIMELESS"}"""));

        _scenario.Run();

        Assert.Equal([("lateness", 90, "auditevents")], _telemetry.Measurements.Where(measured => measured.Instrument == "lateness"));
    }

    private void Pass(int seconds) => _scenario.Time.Advance(TimeSpan.FromSeconds(seconds));
}
