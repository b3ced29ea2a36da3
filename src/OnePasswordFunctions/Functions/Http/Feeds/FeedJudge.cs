using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions.Functions.Http.Feeds;

/// <summary>Decides how a feed is doing, and says it in a sentence.</summary>
internal sealed class FeedJudge(IngestionOptions options, TimeProvider time)
{
    /// <summary>A feed that is behind by less is catching up, which is no news.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>How far a feed is behind; zero when it has caught up.</summary>
    public TimeSpan? GetLag(FeedState state, LastRun? last, FeedSchedule schedule) => last?.Outcome switch
    {
        null => null,
        nameof(RunOutcome.CaughtUp) => IsSilent(last, schedule) ? time.GetUtcNow() - last.EndedAt : TimeSpan.Zero,
        nameof(RunOutcome.Failed) => Since(state.LastSuccessTime ?? state.LastEventTime ?? state.FirstStartTime),
        _ => Since(state.LastEventTime ?? state.FirstStartTime),
    };

    /// <summary>The verdict on a feed whose row was read.</summary>
    public (FeedHealth Health, string Headline) Judge(EventFeed feed, FeedState? state, LastRun? last, TimeSpan? lag, FeedSchedule schedule)
    {
        if (!options.FetchEvents || !options.EnabledFeeds.Contains(feed))
        {
            string setting = options.FetchEvents ? SettingCatalogue.EventTypes.Name : SettingCatalogue.FetchEvents.Name;
            return (FeedHealth.Disabled, $"Switched off by {setting}.");
        }

        if (state is null || last is null)
        {
            return (FeedHealth.Waiting, "No run has ended yet.");
        }

        if (last.Outcome == nameof(RunOutcome.Failed))
        {
            return (FeedHealth.Broken, last.Error ?? "The last run failed.");
        }

        if (IsSilent(last, schedule))
        {
            return (FeedHealth.Broken, $"No run since {last.EndedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC. Check that the function app is running and that its timer {feed.FunctionName} is enabled.");
        }

        string recovering = state.Recovering ? " It is recovering from a rejected cursor." : "";
        return lag > Tolerance
            ? (FeedHealth.Lagging, $"{Explain(feed, last)}{recovering}")
            : (FeedHealth.Healthy, (lag > TimeSpan.Zero ? "Catching up." : "Caught up.") + recovering);
    }

    private string Explain(EventFeed feed, LastRun last) => last.Outcome switch
    {
        nameof(RunOutcome.MaximumReached) => $"Behind: runs end at their maximum of {options.MaximumPerFetch[feed]} events. Raise {SettingCatalogue.MaximumPerFetch(feed).Name} if this lasts.",
        nameof(RunOutcome.Throttled) => $"Behind, because it was asked to slow down. {last.Error}",
        nameof(RunOutcome.BudgetSpent) => "Behind: runs use up their time. They go on with the next firing.",
        _ => $"Behind; the last run ended as {last.Outcome}.",
    };

    /// <summary>Whether so many firings passed without a trace that there were none: a feed without news still leaves its heartbeat.</summary>
    private bool IsSilent(LastRun last, FeedSchedule schedule) =>
        schedule.Next(last.EndedAt + options.Heartbeat) is { } due && time.GetUtcNow() > due + options.Heartbeat;

    private TimeSpan? Since(DateTimeOffset? then) => then is { } known && known <= time.GetUtcNow() ? time.GetUtcNow() - known : then is null ? null : TimeSpan.Zero;
}
