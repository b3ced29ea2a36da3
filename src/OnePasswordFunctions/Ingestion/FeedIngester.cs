using System.Collections.Concurrent;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Ingestion;

/// <summary>
/// Runs a feed: reads its position, reads pages, publishes every event and commits the position after each batch that the hub
/// accepted. Knows no HTTP and no Azure. Always ends with a named outcome.
/// </summary>
internal sealed class FeedIngester(
    IEventsApi eventsApi,
    IEventPublisher publisher,
    ICursorStore cursors,
    IngestionOptions options,
    RetryPolicy retryPolicy,
    Func<string> newId,
    TimeProvider time,
    ILogger<FeedIngester> logger,
    ReadBack? readBack = null)
{
    private readonly ConcurrentDictionary<EventFeed, SemaphoreSlim> _gates = new();

    /// <summary>One run of <paramref name="feed"/>.</summary>
    /// <param name="feed">The feed to read.</param>
    /// <param name="cancellationToken">Asks to stop: the batch in hand is finished and committed first.</param>
    public async Task<RunResult> RunAsync(EventFeed feed, CancellationToken cancellationToken)
    {
        var run = new RunIdentity(feed, newId(), time.GetUtcNow(), time.GetTimestamp());
        if (!options.FetchEvents || !options.EnabledFeeds.Contains(feed))
        {
            return Describe(run, new RunTally(), RunOutcome.Disabled);
        }

        // The host can start a timer function by hand while it is running; the second run would only publish what the first does.
        SemaphoreSlim gate = _gates.GetOrAdd(feed, _ => new SemaphoreSlim(1, 1));
        // Does not wait, so there is nothing to cancel; a run that begins while the app stops must end with a name too.
        if (!await gate.WaitAsync(TimeSpan.Zero, CancellationToken.None))
        {
            return Describe(run, new RunTally(), RunOutcome.Superseded) with { Error = "Another run of this feed is under way in this process." };
        }

        try
        {
            return await RunAloneAsync(run, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<RunResult> RunAloneAsync(RunIdentity identity, CancellationToken cancellationToken)
    {
        using var run = new RunScope(identity, options, retryPolicy, time, logger, cancellationToken);
        FeedRow? row = null;
        try
        {
            row = await FeedRow.OpenAsync(run, cursors, newId, logger);
            RunOutcome outcome = row is null ? RunOutcome.Superseded : await RunAsync(run, row);
            return await EndAsync(run, row, outcome, null);
        }
        catch (IngestionException failure)
        {
            RunOutcome outcome = failure.Failure == IngestionFailure.Throttled ? RunOutcome.Throttled
                : run.Budget.IsStopping ? RunOutcome.Stopped
                : RunOutcome.Failed;
            return await EndAsync(run, row, outcome, failure);
        }
        catch (OperationCanceledException) when (run.Budget.IsOver)
        {
            readBack?.NoteEnd(identity.Feed, null);
            return Describe(run, row, run.Budget.IsStopping ? RunOutcome.Stopped : RunOutcome.BudgetSpent);
        }
    }

    private async Task<RunOutcome> RunAsync(RunScope run, FeedRow row)
    {
        if (!await new AccountCheck(run, row, eventsApi, logger).PassAsync())
        {
            return RunOutcome.Superseded;
        }

        await using var pages = new PagesAhead(run, eventsApi);
        var stretches = new StretchPublisher(run, publisher, cursors, logger);
        return await new FeedRun(run, row, pages, stretches, new DeliveredEvents(run, row, readBack), new CursorRecovery(run, row, logger), logger).ExecuteAsync();
    }

    private async Task<RunResult> EndAsync(RunScope run, FeedRow? row, RunOutcome outcome, IngestionException? failure)
    {
        if (row is not null)
        {
            await row.RecordEndAsync(outcome, failure);
        }

        // After a send or a commit without an answer, the hub may have more than the row says.
        bool isInOrder = failure is null or { Target: IngestionTarget.EventsApi };
        readBack?.NoteEnd(run.Feed, isInOrder ? row?.State.ETag : null);

        return Describe(run, row, outcome) with
        {
            Failure = failure?.Failure ?? IngestionFailure.None,
            FailureTarget = failure?.Target,
            Error = failure?.Message,
        };
    }

    private RunResult Describe(RunScope run, FeedRow? row, RunOutcome outcome)
    {
        RunResult result = Describe(run.Identity, run.Tally, outcome);
        if (row is null)
        {
            return result;
        }

        (bool hasMore, DateTimeOffset? oldestUnread, TimeSpan? caughtUpIn) = RunOutlook.From(row, run.Tally, time.GetUtcNow());
        return result with
        {
            StreamId = row.State.StreamId,
            LastSequence = row.State.StreamId is null ? null : row.State.LastSequence,
            HasMore = hasMore,
            OldestUnread = oldestUnread,
            CaughtUpIn = caughtUpIn,
        };
    }

    private RunResult Describe(RunIdentity run, RunTally tally, RunOutcome outcome) => new()
    {
        Feed = run.Feed,
        Outcome = outcome,
        RunId = run.RunId,
        StartedAt = run.StartedAt,
        Duration = time.GetElapsedTime(run.StartTimestamp),
        Tally = tally,
        TokenExpiresAt = options.Token?.ExpiresAt,
    };
}
