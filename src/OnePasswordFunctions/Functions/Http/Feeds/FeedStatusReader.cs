using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Proof;
using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions.Functions.Http.Feeds;

/// <summary>Reads what is known of each feed: its row, its recent runs and its last proof.</summary>
internal sealed class FeedStatusReader(ICursorStore cursors, RunHistory history, LastProofs proofs, FeedJudge judge, IConfiguration configuration, TimeProvider time)
{
    /// <summary>As many runs as the chart shows.</summary>
    public const int RecentRuns = 60;

    public async Task<IReadOnlyList<FeedStatus>> ReadAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(EventFeed.All.Select(feed => ReadAsync(feed, cancellationToken)));

    private async Task<FeedStatus> ReadAsync(EventFeed feed, CancellationToken cancellationToken)
    {
        Setting setting = SettingCatalogue.Schedule(feed);
        var schedule = new FeedSchedule(configuration[setting.Key] is { Length: > 0 } text ? text : setting.Default!);
        try
        {
            Task<IReadOnlyList<RecordedRun>> reading = history.ReadAsync(feed, RecentRuns, cancellationToken);
            Task<StoredProof?> proof = proofs.ReadAsync(feed, cancellationToken);
            FeedState? state = await cursors.ReadAsync(feed, cancellationToken);
            return Describe(feed, state, await reading, schedule) with { LastProof = await proof };
        }
        catch (IngestionException failure)
        {
            return new FeedStatus { Feed = feed, Health = FeedHealth.Unknown, Headline = $"{failure.Failure}: {failure.Message}", Schedule = schedule };
        }
    }

    private FeedStatus Describe(EventFeed feed, FeedState? state, IReadOnlyList<RecordedRun> runs, FeedSchedule schedule)
    {
        var evidence = new FeedEvidence(feed, state, runs, schedule);
        FeedVerdict verdict = judge.Judge(evidence);
        DateTimeOffset now = time.GetUtcNow();
        bool isToday = state?.Day == DateOnly.FromDateTime(now.UtcDateTime);
        return new FeedStatus
        {
            Feed = feed,
            Health = verdict.Health,
            Headline = verdict.Headline,
            Warnings = verdict.Warnings,
            FailingSince = evidence.FailingSince,
            State = state,
            Runs = runs,
            LastRun = evidence.Last,
            Lag = verdict.Lag,
            Schedule = schedule,
            NextFiring = verdict.Health == FeedHealth.Disabled ? null : schedule.Next(now),
            Today = isToday ? (state!.EventsToday, state.BatchesToday) : (0, 0),
        };
    }
}
