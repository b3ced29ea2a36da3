using System.Diagnostics;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Diagnostics;

/// <summary>The traces: one span per run, with a child for each page, batch and commit. Without a listener every span is null.</summary>
internal static class IngesterActivities
{
    /// <summary>The source's name.</summary>
    public const string SourceName = "OnePasswordFunctions";

    private static readonly ActivitySource _source = new(SourceName, BuildVersion.Text);

    /// <summary>The run's span, as a child of the host's.</summary>
    public static Activity? StartRun(EventFeed feed, Invocation invocation)
    {
        // Otherwise the web server's own activity, which is not exported, would stand in for a parent that the host did not send.
        Activity.Current = null;
        Activity? span = _source.StartActivity("run", ActivityKind.Server, invocation.Parent);
        return span?.SetTag("feed", feed.Name).SetTag("invocation_id", invocation.Id);
    }

    /// <summary>A span below the run's.</summary>
    public static Activity? Start(string name, ActivityKind kind, EventFeed feed) => _source.StartActivity(name, kind)?.SetTag("feed", feed.Name);

    public static void Fail(Activity? span, IngestionException failure) =>
        span?.SetTag("failure", failure.Failure.ToString()).SetTag("target", failure.Target.ToString()).SetStatus(ActivityStatusCode.Error, failure.Message);

    public static void EndRun(Activity? span, RunResult result)
    {
        span?.SetTag("run_id", result.RunId)
            .SetTag("outcome", result.Outcome.ToString())
            .SetTag("failure", result.Failure.ToString())
            .SetTag("events", result.Tally.Events)
            .SetStatus(result.IsFailed ? ActivityStatusCode.Error : ActivityStatusCode.Ok, result.Error);
        span?.Stop();
    }
}
