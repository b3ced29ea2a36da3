using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Diagnostics.Feeds;
using OnePasswordFunctions.Functions.Http.Proof;
using static OnePasswordFunctions.Functions.Http.Block;

namespace OnePasswordFunctions.Functions.Http.Feeds;

/// <summary>The status for people.</summary>
internal static class StatusDocument
{
    private const string None = "–";

    public static Document Of(StatusReport report) => report.Problems is { } problems
        ? new Document("Status", Tone.Bad, "bad settings", "Nothing is fetched until the settings are mended and the app is restarted. Nothing was read and nothing is lost.", [new Sentences(problems)])
        : new Document("Status", ToneOf(report.Worst), report.Status, $"{Say(report.Worst)} As of {Wording.Time(report.Time)}.{Say(report.Token, report.Time)}",
        [
            new Cards(["Feed", "Health", "What is the matter"], [.. report.Feeds!.Select(feed => Describe(feed, report.Time))]),
            new Folded("Settings in force", new Table(["Setting", "Value"], [.. report.Settings!.Select(setting => new[] { setting.Name, setting.Text })])),
        ]);

    private static string Say(FeedHealth worst) => worst switch
    {
        FeedHealth.Healthy => "All is well.",
        FeedHealth.Warning => "Working, and something needs a look.",
        FeedHealth.Lagging => "Working, and behind.",
        FeedHealth.Broken => "Something needs your attention.",
        FeedHealth.Unknown => "The state could not be read.",
        FeedHealth.Waiting => "Waiting for the first run.",
        _ => "Switched off.",
    };

    private static string Say(StatusReport.TokenLife? token, DateTimeOffset now) => token switch
    {
        { ExpiresAt: { } expiry } when expiry <= now => $" The API token expired {Wording.Relative(expiry, now)}.",
        { DaysLeft: { } days } => $" The API token has {days} days left.",
        _ => "",
    };

    private static Tone ToneOf(FeedHealth health) => health switch
    {
        FeedHealth.Healthy => Tone.Ok,
        FeedHealth.Lagging or FeedHealth.Warning => Tone.Warn,
        FeedHealth.Broken or FeedHealth.Unknown => Tone.Bad,
        _ => Tone.Quiet,
    };

    private static Card Describe(FeedStatus feed, DateTimeOffset now) => new(
        feed.EventType, ToneOf(feed.Health), feed.Health.ToString().ToLowerInvariant(), feed.Headline, Facts(feed, now), RunChart.Draw(feed.RecentRuns, now), Details(feed));

    private static Fact[] Facts(FeedStatus feed, DateTimeOffset now) =>
    [
        new("Behind by", feed.Lag is { } lag ? Wording.Duration(lag) : None, feed.LastEventTime is { } last ? $"last event {Wording.Relative(last, now)}" : "no event yet"),
        new("Events today", Wording.Number(feed.Today.Events), $"{Wording.Number(feed.Total.Events)} in total"),
        feed.FailingSince is { } since
            ? new("Last run", "Failed", $"failing since {Wording.Relative(since, now)}{(feed.LastRun is { } failed ? $", last heard of {Wording.Relative(failed.EndedAt, now)}" : "")}")
            : new("Last run", feed.LastRun is { } run ? Wording.Relative(run.EndedAt, now) : None, feed.LastRun?.Outcome ?? "none yet"),
        new("Next firing", feed.NextFiring is { } next ? Wording.Relative(next, now) : None, feed.Schedule),
    ];

    private static (string Name, string? Value)[] Details(FeedStatus feed) =>
    [
        ("Last run ended", feed.LastRun is { } last ? $"{Wording.Time(last.EndedAt)}, {last.Outcome}" : null),
        ("It took", feed.LastRun?.DurationMs is { } took ? $"{Wording.Duration(TimeSpan.FromMilliseconds(took))} for {Wording.Number(feed.LastRun.Events)} events" : null),
        ("Last success", feed.LastSuccess is { } success ? Wording.Time(success) : null),
        ("Last event", feed.LastEventTime is { } time ? Wording.Time(time) : null),
        ("Lateness", feed.Lateness is { } late ? $"up to {Wording.Duration(late)} between an event and its first sight" : null),
        ("Position", feed.Position?.Describe()),
        ("Stream", feed.Stream is { } stream ? $"{stream}, numbered up to {Wording.Number(feed.LastSequence)}" : null),
        ("Last proof", feed.LastProof is { } proof ? ProofWording.Describe(proof) : null),
        ("Published today", $"{Wording.Number(feed.Today.Events)} events in {Wording.Number(feed.Today.Batches)} batches"),
        ("Published in total", $"{Wording.Number(feed.Total.Events)} events in {Wording.Number(feed.Total.Batches)} batches"),
        ("Dead letters", Wording.Number(feed.Total.DeadLetters)),
        ("In these runs", $"{Wording.Number(feed.InRecentRuns.Retries)} retries, {Wording.Number(feed.InRecentRuns.Throttles)} throttles"),
        ("Next firing", feed.NextFiring is { } next ? Wording.Time(next) : null),
    ];
}
