using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Functions.Http.Proof;

namespace OnePasswordFunctions.Functions.Http.Feeds;

/// <summary>One feed on the status page: at a glance above, everything else folded away below.</summary>
internal static class FeedCard
{
    private const string None = "–";

    public static Html Write(FeedStatus feed, DateTimeOffset now) =>
        $"""
        <section class="card">
        <div class="top"><h2>{feed.Feed.DisplayName}</h2><span class="pill {Tone(feed.Health)}">{feed.Health}</span></div>
        <p class="headline {Tone(feed.Health)}">{HtmlPage.Breakable(feed.Headline)}</p>
        <dl class="facts">
        {Fact("Behind by", feed.Lag is { } lag ? Wording.Duration(lag) : None, feed.State?.LastEventTime is { } last ? $"last event {Wording.Relative(last, now)}" : "no event yet")}
        {Fact("Events today", Wording.Number(feed.Today.Events), $"{Wording.Number(feed.State?.TotalEvents ?? 0)} in total")}
        {LastRun(feed, now)}
        {Fact("Next firing", feed.NextFiring is { } next ? Wording.Relative(next, now) : None, feed.Schedule.Text)}
        </dl>
        {RunChart.Draw(feed.Runs, now)}
        <details>
        <summary>Details</summary>
        <dl class="list">
        {Html.Each(Details(feed, feed.LastRun?.Run, feed.State), static line => $"<dt>{line.Name}</dt><dd>{line.Value ?? None}</dd>\n")}</dl>
        </details>
        </section>

        """;

    /// <summary>The style's word for a health.</summary>
    public static string Tone(FeedHealth health) => health switch
    {
        FeedHealth.Healthy => "ok",
        FeedHealth.Lagging or FeedHealth.Warning => "warn",
        FeedHealth.Broken or FeedHealth.Unknown => "bad",
        _ => "",
    };

    private static Html LastRun(FeedStatus feed, DateTimeOffset now) => feed.FailingSince is { } since
        ? Fact("Failing since", Wording.Relative(since, now), feed.LastRun is { } failed ? $"last heard of {Wording.Relative(failed.EndedAt, now)}" : "")
        : Fact("Last run", feed.LastRun is { } run ? Wording.Relative(run.EndedAt, now) : None, feed.LastRun?.Outcome ?? "none yet");

    private static Html Fact(string name, string value, string remark) => $"<div><dt>{name}</dt><dd>{value}<small>{remark}</small></dd></div>";

    private static (string Name, string? Value)[] Details(FeedStatus feed, RecordedRun? run, FeedState? state) =>
    [
        ("Last run ended", feed.LastRun is { } last ? $"{Wording.Time(last.EndedAt)}, {last.Outcome}" : null),
        ("It took", run is null ? null : $"{Wording.Duration(run.Duration)} for {Wording.Number(run.Events)} events"),
        ("Last success", state?.LastSuccessTime is { } success ? Wording.Time(success) : null),
        ("Last event", state?.LastEventTime is { } time ? Wording.Time(time) : null),
        ("Lateness", feed.Runs.FirstOrDefault(recent => recent.OldestLateness is not null)?.OldestLateness is { } late ? $"up to {Wording.Duration(late)} between an event and its first sight" : null),
        ("Position", state is null ? null : PositionView.Describe(state.Position)),
        ("Stream", state?.StreamId is { } stream ? $"{stream}, numbered up to {Wording.Number(state.LastSequence)}" : null),
        ("Last proof", feed.LastProof is { } proof ? ProofWording.Describe(proof) : null),
        ("Published today", $"{Wording.Number(feed.Today.Events)} events in {Wording.Number(feed.Today.Batches)} batches"),
        ("Published in total", $"{Wording.Number(state?.TotalEvents ?? 0)} events in {Wording.Number(state?.TotalBatches ?? 0)} batches"),
        ("Dead letters", Wording.Number(state?.TotalDeadLetters ?? 0)),
        ("In these runs", $"{Wording.Number(feed.Runs.Sum(recent => recent.Retries))} retries, {Wording.Number(feed.Runs.Sum(recent => recent.Throttles))} throttles"),
        ("Next firing", feed.NextFiring is { } next ? Wording.Time(next) : null),
    ];
}
