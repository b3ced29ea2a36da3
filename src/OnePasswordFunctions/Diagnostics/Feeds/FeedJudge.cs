using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions.Diagnostics.Feeds;

/// <summary>
/// Decides how a feed is doing, and says it in a sentence. A feed is well because it was heard of, never because nothing was due:
/// when its function has not run although it should have, it is broken.
/// </summary>
internal sealed class FeedJudge(IngestionOptions options, CursorStoreOptions store, AppStart start, TimeProvider time)
{
    /// <summary>A feed that is behind by less is catching up, which is no news.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>The verdict on a feed whose row was read.</summary>
    public FeedVerdict Judge(FeedEvidence evidence)
    {
        if (!options.FetchEvents || !options.EnabledFeeds.Contains(evidence.Feed))
        {
            string setting = options.FetchEvents ? SettingCatalogue.EventTypes.Name : SettingCatalogue.FetchEvents.Name;
            return new FeedVerdict(FeedHealth.Disabled, $"Switched off by {setting}.");
        }

        IReadOnlyList<string> warnings = [.. Warn(evidence)];
        FeedVerdict verdict = FindFault(evidence) is { } fault ? new FeedVerdict(FeedHealth.Broken, fault)
            : evidence.Last is { } last ? Weigh(evidence, last, warnings)
            : new FeedVerdict(FeedHealth.Waiting, $"No run has ended yet; one is due at {evidence.Schedule.Next(time.GetUtcNow()):yyyy-MM-dd HH:mm:ss} UTC.");
        return verdict with { Lag = GetLag(evidence), Warnings = warnings };
    }

    /// <summary>Why the feed is broken; null when it is not.</summary>
    private string? FindFault(FeedEvidence evidence)
    {
        FeedSchedule schedule = evidence.Schedule;
        if (schedule.Next(time.GetUtcNow()) is null)
        {
            return $"Its timer never fires: {SettingCatalogue.Schedule(evidence.Feed).Name} is {schedule.Text}. Nothing is fetched until it is corrected.";
        }

        if (evidence.FailingSince is { } since)
        {
            // A refused account leaves the row alone, and with it the heartbeat.
            bool isHeard = !IsSilent(evidence) || evidence.Last?.Error?.StartsWith(nameof(IngestionFailure.AccountMismatch), StringComparison.Ordinal) == true;
            string tried = isHeard ? $", tried {schedule.Describe(time.GetUtcNow())}." : $"; no run was heard of since {Minute(evidence.LastHeard)}. {CheckTimer(evidence)}";
            return $"{evidence.Last?.Error ?? "The last run failed."} Failing since {Minute(since)}{tried}";
        }

        return !IsSilent(evidence) ? null
            : evidence.LastHeard is { } heard ? $"No run since {Minute(heard)}. {CheckTimer(evidence)}"
            : $"It has never run, although it should have since {Minute(schedule.Next(start.Time))}. {CheckTimer(evidence)}";
    }

    private FeedVerdict Weigh(FeedEvidence evidence, LastRun last, IReadOnlyList<string> warnings)
    {
        TimeSpan? lag = GetLag(evidence);
        string recovering = evidence.State?.Recovering == true ? " It is recovering from a rejected cursor." : "";
        if (lag > Tolerance)
        {
            return new FeedVerdict(FeedHealth.Lagging, Explain(evidence.Feed, last) + recovering);
        }

        string state = last.Outcome == nameof(RunOutcome.CaughtUp) ? "Caught up." : "Catching up.";
        return new FeedVerdict(warnings.Count > 0 ? FeedHealth.Warning : FeedHealth.Healthy, string.Join(' ', [state + recovering, .. warnings]));
    }

    /// <summary>How far the feed is behind. What an event says of its own time does not decide it, see <see cref="FeedState.ReadThrough"/>.</summary>
    private TimeSpan? GetLag(FeedEvidence evidence) => evidence.Last switch
    {
        null => null,
        { Outcome: nameof(RunOutcome.CaughtUp) } when !IsSilent(evidence) => TimeSpan.Zero,
        { Outcome: nameof(RunOutcome.CaughtUp) } last => Since(last.EndedAt),
        _ => Since(evidence.State?.ReadThrough),
    };

    private IEnumerable<string> Warn(FeedEvidence evidence)
    {
        if (evidence.State is { TotalDeadLetters: > 0 and var count } state && !(time.GetUtcNow() - state.LastDeadLetterTime > Retention.Kept))
        {
            string last = state.LastDeadLetterTime is { } at ? $", {(count == 1 ? "on" : "the last on")} {at.UtcDateTime:yyyy-MM-dd}" : "";
            yield return $"{Wording.Number(count)} {(count == 1 ? "event" : "events")} could not be published{last}; see the table {store.TableName}{CursorStoreOptions.DeadLettersSuffix}.";
        }

        if (evidence.Last?.Outcome == nameof(RunOutcome.Stalled))
        {
            yield return "1Password says that there is more, and gives the same cursor again.";
        }
    }

    private string Explain(EventFeed feed, LastRun last) => last.Outcome switch
    {
        nameof(RunOutcome.MaximumReached) => $"Behind: runs end at their maximum of {options.MaximumPerFetch[feed]} events. Raise {SettingCatalogue.MaximumPerFetch(feed).Name} if this lasts.",
        nameof(RunOutcome.Throttled) => $"Behind, because it was asked to slow down. {last.Error}",
        nameof(RunOutcome.BudgetSpent) => "Behind: runs use up their time. They go on with the next firing.",
        nameof(RunOutcome.Stalled) => "Behind: 1Password says that there is more, and gives the same cursor again. Each run asks once more; if this lasts, tell 1Password.",
        _ => $"Behind; the last run ended as {last.Outcome}.",
    };

    /// <summary>Whether so many firings passed without a trace that there were none: a feed without news still leaves its heartbeat, and a first run its row.</summary>
    private bool IsSilent(FeedEvidence evidence)
    {
        (DateTimeOffset from, TimeSpan patience) = evidence.LastHeard is { } heard ? (heard + options.Heartbeat, options.Heartbeat) : (start.Time, options.MaxRunDuration);
        return evidence.Schedule.Next(from) is not { } due || time.GetUtcNow() > due + patience;
    }

    private TimeSpan? Since(DateTimeOffset? then) => time.GetUtcNow() - then is { } passed ? (passed > TimeSpan.Zero ? passed : TimeSpan.Zero) : null;

    private static string CheckTimer(FeedEvidence evidence) => $"Check that the function app is running and that its timer {evidence.Feed.FunctionName} is enabled.";

    private static string Minute(DateTimeOffset? at) => $"{at?.UtcDateTime:yyyy-MM-dd HH:mm} UTC";
}
