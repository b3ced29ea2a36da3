using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Diagnostics.Feeds;
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
            Task<IReadOnlyList<RecordedRun>> runs = history.ReadAsync(feed, RecentRuns, cancellationToken);
            Task<StoredProof?> proof = proofs.ReadAsync(feed, cancellationToken);
            FeedState? state = await cursors.ReadAsync(feed, cancellationToken);
            var evidence = new FeedEvidence(feed, state, await runs, schedule);
            return new FeedStatus(evidence, judge.Judge(evidence), await proof, time.GetUtcNow());
        }
        catch (IngestionException failure)
        {
            var verdict = new FeedVerdict(FeedHealth.Unknown, $"{failure.Failure}: {failure.Message}");
            return new FeedStatus(new FeedEvidence(feed, null, [], schedule), verdict, null, time.GetUtcNow());
        }
    }
}
