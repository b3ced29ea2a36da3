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
    TimeProvider time,
    ILogger<FeedIngester> logger)
{
    private readonly ConcurrentDictionary<EventFeed, SemaphoreSlim> _gates = new();

    /// <summary>One run of <paramref name="feed"/>.</summary>
    /// <param name="feed">The feed to read.</param>
    /// <param name="cancellationToken">Asks to stop: the batch in hand is finished and committed first.</param>
    public async Task<RunResult> RunAsync(EventFeed feed, CancellationToken cancellationToken)
    {
        var run = new RunIdentity(feed, Guid.NewGuid().ToString("N"), time.GetUtcNow(), time.GetTimestamp());
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
        using var budget = new RunBudget(options.MaxRunDuration, time, cancellationToken);
        var tally = new RunTally();
        var retries = new RunRetries(identity.Feed, budget, tally, retryPolicy, time, logger);
        var run = new FeedRun(identity, eventsApi, publisher, cursors, options, budget, tally, retries, time, logger);
        try
        {
            RunOutcome outcome = await run.ExecuteAsync();
            await run.RecordEndAsync(outcome, null);
            return Describe(identity, tally, outcome, run);
        }
        catch (IngestionException failure)
        {
            RunOutcome outcome = failure.Failure == IngestionFailure.Throttled ? RunOutcome.Throttled
                : budget.IsStopping ? RunOutcome.Stopped
                : RunOutcome.Failed;
            await run.RecordEndAsync(outcome, failure);
            return Describe(identity, tally, outcome, run) with
            {
                Failure = failure.Failure,
                FailureTarget = failure.Target,
                Error = failure.Message,
            };
        }
        catch (OperationCanceledException) when (budget.IsOver)
        {
            RunOutcome outcome = budget.IsStopping ? RunOutcome.Stopped : RunOutcome.BudgetSpent;
            return Describe(identity, tally, outcome, run);
        }
    }

    private RunResult Describe(RunIdentity identity, RunTally tally, RunOutcome outcome, FeedRun run) => Describe(identity, tally, outcome) with
    {
        HasMore = run.HasMore,
        OldestUnread = run.OldestUnread,
        CaughtUpIn = run.CaughtUpIn,
    };

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
