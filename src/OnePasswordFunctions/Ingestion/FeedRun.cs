using System.Diagnostics;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Ingestion;

/// <summary>
/// One run of one feed, from its stored position to its end. The order is the guarantee: a batch is published, the hub accepts
/// it, only then the position behind it is stored, and only then the next batch is sent.
/// </summary>
internal sealed partial class FeedRun(
    RunIdentity run,
    IEventsApi eventsApi,
    IEventPublisher publisher,
    ICursorStore cursors,
    IngestionOptions options,
    RunBudget budget,
    RunTally tally,
    RunRetries retries,
    TimeProvider time,
    ILogger logger)
{
    private readonly EventFeed _feed = run.Feed;
    private readonly int _maximum = options.MaximumPerFetch[run.Feed];
    private FeedState _state = null!;

    // The position that leads to the page in hand; _state moves on while the page is published.
    private FeedPosition _pagePosition = null!;

    // What the table holds differs from _state.
    private bool _isDirty;

    // The row as the run found it; null on the very first run.
    private FeedState? _stored;

    /// <summary>Whether events wait that this run knows of: in the page in hand, or because the API said so.</summary>
    public bool HasMore { get; private set; }

    /// <summary>
    /// Up to when the feed is known to be read. Without an answer of the API that is the last time that it was asked with
    /// success. Null when nothing is unread, or nothing is known.
    /// </summary>
    public DateTimeOffset? OldestUnread =>
        _state is null ? null
        : HasMore ? _state.LastEventTime ?? _state.FirstStartTime
        : tally.Pages == 0 ? Later(_state.LastEventTime, _state.LastSuccessTime) ?? _state.FirstStartTime
        : null;

    /// <summary>Time until the feed has caught up at the present rate; null when it has, or gains nothing.</summary>
    public TimeSpan? CaughtUpIn => !HasMore ? null : CatchUp.Estimate(
        _stored?.LastEventTime ?? _stored?.FirstStartTime, _stored?.LastRunTime, _state.LastEventTime, time.GetUtcNow());

    /// <summary>How many more events this run may publish.</summary>
    private int Room => _maximum - tally.Events;

    /// <exception cref="IngestionException">The run can not go on.</exception>
    public async Task<RunOutcome> ExecuteAsync()
    {
        if (!await OpenAsync() || !await CheckAccountAsync())
        {
            return RunOutcome.Superseded;
        }

        Task<EventPage>? fetch = null;
        try
        {
            while (true)
            {
                fetch ??= FetchAsync(_state.Position.ToRequest());
                EventPage page;
                try
                {
                    page = await fetch;
                }
                catch (IngestionException failure) when (failure.Failure == IngestionFailure.CursorRejected && tally.CursorRecoveries == 0)
                {
                    fetch = null;
                    if (!await RecoverAsync(failure))
                    {
                        return RunOutcome.Superseded;
                    }

                    continue;
                }

                fetch = null;
                using (page)
                {
                    Receive(page);
                    int first = FindFirstUnpublished(page);
                    if (Leads(page) && page.Count - first < Room && budget.End is null)
                    {
                        fetch = FetchAsync(PageRequest.ContinueFrom(page.Cursor));
                    }

                    if (await PublishAsync(page, first) is { } outcome)
                    {
                        return outcome;
                    }
                }
            }
        }
        finally
        {
            await AbandonAsync(fetch);
        }
    }

    /// <summary>
    /// Records how the run ended, unless the row says so already: a feed without news writes only its heartbeat.
    /// One attempt; the outcome stands in the run's record anyway.
    /// </summary>
    public async Task RecordEndAsync(RunOutcome outcome, IngestionException? failure)
    {
        string? error = failure is null ? null : $"{failure.Failure}: {failure.Message}";
        bool isOurs = outcome != RunOutcome.Superseded && failure is not { Failure: IngestionFailure.AccountMismatch } and not { Target: IngestionTarget.CursorStore };
        if (_state is null || !isOurs || !(_isDirty || IsNews(outcome, error) || IsHeartbeatDue()))
        {
            return;
        }

        try
        {
            await CommitOnceAsync(Conclude(_state, outcome, error));
        }
        catch (Exception e) when (e is IngestionException or OperationCanceledException)
        {
            LogEndNotRecorded(_feed, outcome, e.Message);
        }
    }

    /// <summary>Whether there is a page behind this one. A cursor that did not move leads nowhere, whatever the API says.</summary>
    private bool Leads(EventPage page) => page.HasMore && Advances(page);

    private bool Advances(EventPage page) => page.Cursor != _pagePosition.Cursor;

    private async Task<EventPage> FetchAsync(PageRequest request)
    {
        using Activity? span = IngesterActivities.Start("page", ActivityKind.Client, _feed);
        long start = time.GetTimestamp();
        try
        {
            EventPage page = await retries.RunAsync((Run: this, request), static (state, token) => state.Run.FetchOnceAsync(state.request, token), budget.Reading.Token);
            span?.SetTag("events", page.Count);
            return page;
        }
        catch (IngestionException failure)
        {
            IngesterActivities.Fail(span, failure);
            throw;
        }
        finally
        {
            TimeSpan taken = time.GetElapsedTime(start);
            tally.AddFetchTime(taken);
            IngesterMetrics.FetchDuration.Record(taken.TotalSeconds, IngesterMetrics.Tag(_feed));
        }
    }

    private async Task<EventPage> FetchOnceAsync(PageRequest request, CancellationToken cancellationToken)
    {
        tally.CountRequest();
        try
        {
            return await eventsApi.ReadPageAsync(_feed, request, cancellationToken);
        }
        catch (IngestionException refused) when (refused.Failure == IngestionFailure.Unauthorized && options.TokenLacks(_feed))
        {
            // The API was asked all the same, because what a token says of itself proves nothing; now both say the same.
            throw new IngestionException(IngestionTarget.EventsApi, IngestionFailure.NotAuthorized,
                $"The token does not include {_feed.DisplayName} ({_feed.Name}); the other feeds are not affected. A token does not gain a feature later: issue a new one that has it.", refused)
            {
                Status = refused.Status,
            };
        }
    }

    private void Receive(EventPage page)
    {
        tally.Pages++;
        _pagePosition = _state.Position;
    }

    /// <summary>Ends a page that was asked for ahead and is not needed.</summary>
    private async Task AbandonAsync(Task<EventPage>? fetch)
    {
        if (fetch is null)
        {
            return;
        }

        // On this thread: what hangs on the token is one request.
        budget.Reading.Cancel();
        try
        {
            (await fetch).Dispose();
        }
        catch (Exception e) when (e is IngestionException or OperationCanceledException)
        {
            // The run has its outcome already; what the page ahead met comes up again in the next run.
        }
    }

    /// <summary>
    /// Where in the page to go on. Normally the place is known exactly; if the API serves the page differently now, the event
    /// is looked up; if it is not there, the whole page is published again, because repeating is better than losing.
    /// </summary>
    private int FindFirstUnpublished(EventPage page)
    {
        FeedPosition position = _pagePosition;
        if (position.PublishedInPage == 0 || position.PublishedThrough is not { } id)
        {
            return 0;
        }

        int last = position.PublishedInPage - 1;
        if (last >= page.Count || EventIdentity.GetText(page, last) != id)
        {
            last = Enumerable.Range(0, page.Count).FirstOrDefault(index => EventIdentity.GetText(page, index) == id, -1);
            LogPageChanged(_feed, position.PublishedInPage, page.Count, last + 1);
        }

        tally.RepeatsAvoided += last + 1;
        return last + 1;
    }

    [LoggerMessage(301, LogLevel.Warning, "{Feed}: the page that was cut after {Published} events came back different, with {Events} events; going on at event {First} of it. Some events may be published twice.")]
    private partial void LogPageChanged(EventFeed feed, int published, int events, int first);

    [LoggerMessage(302, LogLevel.Warning, "{Feed}: the outcome {Outcome} could not be stored in the feed's row; the position there is unharmed. {Reason}")]
    private partial void LogEndNotRecorded(EventFeed feed, RunOutcome outcome, string reason);
}
