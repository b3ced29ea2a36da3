using System.Diagnostics.Metrics;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Diagnostics;

/// <summary>
/// The metrics. docs/operations.md lists them. Tags have few values: feed (3), outcome, failure and target (the names of their
/// enums). Counts of a run are added once at its end, so that they agree with its record; durations and lateness as they happen.
/// Without a listener an instrument does nothing and allocates nothing.
/// </summary>
internal static class IngesterMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "OnePasswordFunctions";

    private static readonly Meter _meter = new(MeterName, BuildVersion.Text);

    private static readonly InstrumentAdvice<double> _requestSeconds = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };
    private static readonly InstrumentAdvice<double> _runSeconds = new() { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 240, 300] };

    // Up to a week: item usage can arrive a day late, a backlog later still.
    private static readonly InstrumentAdvice<double> _latenessSeconds = new() { HistogramBucketBoundaries = [1, 5, 15, 30, 60, 120, 300, 900, 1800, 3600, 10800, 21600, 43200, 86400, 172800, 604800] };

    private static readonly Counter<long> _runs = _meter.CreateCounter<long>("onepassword.ingester.runs", "{run}", "Runs by how they ended.");
    private static readonly Counter<long> _events = _meter.CreateCounter<long>("onepassword.ingester.events", "{event}", "Events that the hub accepted.");
    private static readonly Counter<long> _bytes = _meter.CreateCounter<long>("onepassword.ingester.bytes", "By", "Bytes of these events' JSON.");
    private static readonly Counter<long> _batches = _meter.CreateCounter<long>("onepassword.ingester.batches", "{batch}", "Batches that the hub accepted.");
    private static readonly Counter<long> _pages = _meter.CreateCounter<long>("onepassword.ingester.pages", "{page}", "Pages that were read.");
    private static readonly Counter<long> _requests = _meter.CreateCounter<long>("onepassword.ingester.requests", "{request}", "Requests to the Events API, repeated ones included.");
    private static readonly Counter<long> _deadLetters = _meter.CreateCounter<long>("onepassword.ingester.dead_letters", "{event}", "Events that no batch can hold.");
    private static readonly Histogram<double> _runDuration = _meter.CreateHistogram("onepassword.ingester.run.duration", "s", "Time of a run.", null, _runSeconds);
    private static readonly Gauge<double> _lag = _meter.CreateGauge<double>("onepassword.ingester.lag", "s", "How far the feed is behind; 0 when it has caught up.");
    private static readonly Gauge<double> _tokenDaysLeft = _meter.CreateGauge<double>("onepassword.ingester.token.days_left", "d", "Days until the token expires.");

    /// <summary>Attempts that were repeated, by the side that failed.</summary>
    public static Counter<long> Retries { get; } = _meter.CreateCounter<long>("onepassword.ingester.retries", "{retry}", "Attempts that were repeated, by the side that failed.");

    /// <summary>Answers that asked to slow down, by the side that asked.</summary>
    public static Counter<long> Throttles { get; } = _meter.CreateCounter<long>("onepassword.ingester.throttles", "{answer}", "Answers that asked to slow down, by the side that asked.");

    /// <summary>Time of a page, its repeated attempts and pauses included.</summary>
    public static Histogram<double> FetchDuration { get; } = _meter.CreateHistogram("onepassword.ingester.fetch.duration", "s", "Time to read a page, with repeated attempts.", null, _requestSeconds);

    /// <summary>Time of a batch, its repeated attempts and pauses included.</summary>
    public static Histogram<double> PublishDuration { get; } = _meter.CreateHistogram("onepassword.ingester.publish.duration", "s", "Time to publish a batch, with repeated attempts.", null, _requestSeconds);

    /// <summary>Time of a commit, its repeated attempts and pauses included.</summary>
    public static Histogram<double> CommitDuration { get; } = _meter.CreateHistogram("onepassword.ingester.commit.duration", "s", "Time to commit a position, with repeated attempts.", null, _requestSeconds);

    /// <summary>
    /// First seen less the event's own time. Recorded event by event, and only when somebody listens: a histogram takes one value at
    /// a time, so buckets of our own would have to be played back value by value, which costs the same and loses the exact sum.
    /// </summary>
    public static Histogram<double> Lateness { get; } = _meter.CreateHistogram("onepassword.ingester.lateness", "s", "Time between an event and its first sight.", null, _latenessSeconds);

    public static KeyValuePair<string, object?> Tag(EventFeed feed) => new("feed", feed.Name);

    // Enum names as constants: ToString() would make a new string each time.
    public static KeyValuePair<string, object?> Tag(IngestionTarget target) => new("target", target switch
    {
        IngestionTarget.EventsApi => nameof(IngestionTarget.EventsApi),
        IngestionTarget.EventHub => nameof(IngestionTarget.EventHub),
        _ => nameof(IngestionTarget.CursorStore),
    });

    /// <summary>Adds a run that has ended.</summary>
    public static void Record(RunResult result, DateTimeOffset now)
    {
        KeyValuePair<string, object?> feed = Tag(result.Feed);
        var outcome = new KeyValuePair<string, object?>("outcome", result.Outcome.ToString());
        var failure = new KeyValuePair<string, object?>("failure", result.Failure.ToString());
        var target = new KeyValuePair<string, object?>("target", result.FailureTarget?.ToString() ?? "None");
        RunTally tally = result.Tally;
        _runs.Add(1, [feed, outcome, failure, target]);
        _events.Add(tally.Events, feed);
        _bytes.Add(tally.Bytes, feed);
        _batches.Add(tally.Batches, feed);
        _pages.Add(tally.Pages, feed);
        _requests.Add(tally.Requests, feed);
        _deadLetters.Add(tally.DeadLetters, feed);
        _runDuration.Record(result.Duration.TotalSeconds, feed, outcome);
        if (result.GetLag(now) is { } lag)
        {
            _lag.Record(lag.TotalSeconds, feed);
        }

        if (result.GetTokenDaysLeft(now) is { } days)
        {
            _tokenDaysLeft.Record(days);
        }
    }
}
