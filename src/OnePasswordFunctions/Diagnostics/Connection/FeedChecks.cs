using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Diagnostics.Connection;

/// <summary>Reads one small page of each configured feed, and compares the clocks with what the API answered.</summary>
internal sealed class FeedChecks(IEventsApi api, IngestionOptions ingestion, TokenChecks token, CheckRunner runner, TimeProvider time)
{
    /// <summary>Table Storage refuses requests that are 15 minutes off, shared access signatures suffer earlier.</summary>
    private static readonly TimeSpan LargestSkew = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Lookback = TimeSpan.FromDays(1);

    private TimeSpan? _skew;

    public async Task<IReadOnlyList<ConnectionCheck>> RunAsync(bool isReachable, CancellationToken cancellationToken)
    {
        ConnectionCheck[] feeds = await Task.WhenAll(EventFeed.All.Select(feed => CheckAsync(feed, isReachable, cancellationToken)));
        return [.. feeds, new ConnectionCheck(CheckNames.Clock, CheckClock(), TimeSpan.Zero)];
    }

    private Task<ConnectionCheck> CheckAsync(EventFeed feed, bool isReachable, CancellationToken cancellationToken)
    {
        string name = CheckNames.Feed(feed);
        return !ingestion.EnabledFeeds.Contains(feed) ? Task.FromResult(ConnectionCheck.Skipped(name, "Not in OnePassword__EventTypes."))
            : !isReachable ? Task.FromResult(ConnectionCheck.Skipped(name, "The API can not be reached."))
            : runner.RunAsync(name, token => ReadAsync(feed, token), cancellationToken);
    }

    private async Task<CheckFinding> ReadAsync(EventFeed feed, CancellationToken cancellationToken)
    {
        try
        {
            using EventPage page = await api.ReadPageAsync(feed, PageRequest.StartAt(time.GetUtcNow() - Lookback, 1), cancellationToken);
            _skew = page.ServerTime is { } server ? server - time.GetUtcNow() : _skew;
            return CheckFinding.Ok(page.Count > 0 ? "Readable; there are events of the last day." : "Readable; there are no events of the last day yet.");
        }
        catch (IngestionException failure) when (failure.Failure == IngestionFailure.Unauthorized)
        {
            return CheckFinding.Failed($"The API refused to serve {feed.DisplayName} ({failure.Status}).",
                $"If the check '{CheckNames.Token}' is ok, the token does not include {feed.Name}: issue one that does. Otherwise: {token.RefusalAdvice}");
        }
    }

    private CheckFinding CheckClock()
    {
        if (_skew is not { } skew)
        {
            return CheckFinding.Skipped("The API sent no date to compare with.");
        }

        string seen = $"This machine's clock and the API's differ by {Math.Abs(skew.TotalSeconds):0} s (the API tells whole seconds).";
        return skew.Duration() <= LargestSkew ? CheckFinding.Ok(seen)
            : CheckFinding.Failed(seen, "Correct this machine's clock; signatures and certificates depend on it.");
    }
}
