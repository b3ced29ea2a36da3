using System.Diagnostics;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Ingestion;

/// <summary>The part of a run that reads and stores the feed's state.</summary>
internal sealed partial class FeedRun
{
    /// <summary>Reads the state; on the very first run stores the start before anything is asked for, so that an outage on day one loses nothing.</summary>
    private async Task<bool> OpenAsync()
    {
        long start = time.GetTimestamp();
        FeedState? stored = await retries.RunAsync((cursors, _feed), static (state, token) => state.cursors.ReadAsync(state._feed, token), budget.Reading.Token);
        tally.CommitTime += time.GetElapsedTime(start);
        if (stored is not null)
        {
            _state = _stored = stored;
            return true;
        }

        DateTimeOffset startTime = run.StartedAt - options.InitialLookback;
        LogFirstRun(_feed, startTime);
        return await CommitAsync(new FeedState { Position = StartAt(startTime), FirstStartTime = startTime });
    }

    private FeedPosition StartAt(DateTimeOffset startTime) =>
        FeedPosition.AtTime(startTime, Math.Min(_maximum, PageRequest.MaximumPageSize));

    /// <summary>
    /// When the token has changed since the row was written, asks whose it is: a cursor of another account would be refused, and
    /// silently starting again would hide that the account was swapped.
    /// </summary>
    private async Task<bool> CheckAccountAsync()
    {
        if (_state.TokenFingerprint == options.TokenFingerprint)
        {
            return true;
        }

        string? account = await ReadAccountAsync();
        if (account is not null && _state.AccountUuid is { } known && account != known)
        {
            return await SwitchAccountAsync(known, account);
        }

        _state = _state with { AccountUuid = account ?? _state.AccountUuid, TokenFingerprint = options.TokenFingerprint };
        _isDirty = true;
        return true;
    }

    /// <summary>A server that named the account before can do so; an answer without it comes from something else, and proves nothing.</summary>
    private bool MayStayUnknown => _state.AccountUuid is null || options.AcceptOtherAccount;

    private async Task<string?> ReadAccountAsync()
    {
        try
        {
            TokenIntrospection introspection = await retries.RunAsync(this, static (run, token) => run.IntrospectOnceAsync(token), budget.Reading.Token);
            return introspection.AccountUuid;
        }
        catch (IngestionException failure) when (MayStayUnknown && failure.Failure is IngestionFailure.RequestRejected or IngestionFailure.InvalidResponse)
        {
            // Servers without this endpoint leave the question open; the feed itself will tell.
            LogAccountUnknown(_feed, failure.Message);
            return null;
        }
    }

    private Task<TokenIntrospection> IntrospectOnceAsync(CancellationToken cancellationToken)
    {
        tally.CountRequest();
        return eventsApi.IntrospectAsync(cancellationToken);
    }

    private async Task<bool> SwitchAccountAsync(string known, string account)
    {
        if (!options.AcceptOtherAccount)
        {
            throw new IngestionException(IngestionTarget.EventsApi, IngestionFailure.AccountMismatch,
                $"The token belongs to the 1Password account {account}, the stored position to {known}. Nothing was read and the position is unchanged. "
                + "Put the right token back; or set OnePassword__Account to a new name to read the new account beside the old; "
                + "or set OnePassword__AcceptOtherAccount to true to give the old position up.");
        }

        DateTimeOffset startTime = run.StartedAt - options.InitialLookback;
        LogAccountSwitched(_feed, known, account, startTime);
        return await CommitAsync(_state with
        {
            Position = StartAt(startTime),
            FirstStartTime = startTime,
            LastEventTime = null,
            AccountUuid = account,
            TokenFingerprint = options.TokenFingerprint,
            Recovering = false,
        });
    }

    /// <summary>
    /// The API no longer takes the cursor. Goes back to the time of the last event less an overlap, for events that arrived late,
    /// and leaves out what the hub is known to have.
    /// </summary>
    private async Task<bool> RecoverAsync(IngestionException failure)
    {
        DateTimeOffset known = Earlier(_state.LastEventTime ?? _state.FirstStartTime ?? run.StartedAt - options.InitialLookback, run.StartedAt);

        // An event may claim to be from the year 1 (Go's zero time); there is nothing before that.
        DateTimeOffset startTime = known - DateTimeOffset.MinValue > options.CursorRecoveryOverlap ? known - options.CursorRecoveryOverlap : DateTimeOffset.MinValue;
        _state.RecentEvents.Trim();
        tally.CursorRecoveries++;
        LogCursorRejected(_feed, startTime, failure.Message);
        return await CommitAsync(_state with { Position = StartAt(startTime), Recovering = true });
    }

    private void EndRecovery()
    {
        if (_state.Recovering)
        {
            _state = _state with { Recovering = false };
            _isDirty = true;
        }
    }

    /// <summary>Stores the state, however many attempts that takes within the budget. False when another run was there first.</summary>
    private async Task<bool> CommitAsync(FeedState state)
    {
        FeedState next = Stamp(state);
        return Adopt(next, await StoreAsync(next, mayRepeat: true));
    }

    private async Task CommitOnceAsync(FeedState state)
    {
        FeedState next = Stamp(state);
        Adopt(next, await StoreAsync(next, mayRepeat: false));
    }

    private async Task<CommitResult> StoreAsync(FeedState next, bool mayRepeat)
    {
        using Activity? span = IngesterActivities.Start("commit", ActivityKind.Client, _feed);
        long start = time.GetTimestamp();
        try
        {
            CommitResult result = mayRepeat
                ? await retries.RunAsync(
                    (cursors, _feed, next), static (commit, token) => commit.cursors.CommitAsync(commit._feed, commit.next, token), budget.Writing)
                : await cursors.CommitAsync(_feed, next, budget.Writing);
            span?.SetTag("committed", result.IsCommitted);
            return result;
        }
        catch (IngestionException failure)
        {
            IngesterActivities.Fail(span, failure);
            throw;
        }
        finally
        {
            TimeSpan taken = time.GetElapsedTime(start);
            tally.CommitTime += taken;
            IngesterMetrics.CommitDuration.Record(taken.TotalSeconds, IngesterMetrics.Tag(_feed));
        }
    }

    private FeedState Stamp(FeedState state) =>
        state with { RunId = run.RunId, CommitCount = state.CommitCount + 1, LastRunTime = time.GetUtcNow() };

    private bool Adopt(FeedState state, CommitResult result)
    {
        if (!result.IsCommitted)
        {
            LogSuperseded(_feed);
            return false;
        }

        tally.Commits++;
        _state = state with { ETag = result.ETag };
        _isDirty = false;
        return true;
    }

    /// <summary>The state with the run's end written into it; unchanged while the end is not known.</summary>
    private FeedState Conclude(FeedState state, RunOutcome? outcome, string? error) => outcome is not { } known ? state : state with
    {
        LastOutcome = known.ToString(),
        LastError = error,
        LastSuccessTime = known is RunOutcome.Failed or RunOutcome.Throttled ? state.LastSuccessTime : time.GetUtcNow(),
    };

    /// <summary>A message names times and tracking ids of its own each time; the same failure is no news for that.</summary>
    private bool IsNews(RunOutcome outcome, string? error) => _state.LastOutcome != outcome.ToString() || NameOf(_state.LastError) != NameOf(error);

    private static string? NameOf(string? error) => error?.Split(':', 2)[0];

    private bool IsHeartbeatDue() => _state.LastRunTime is not { } last || time.GetUtcNow() - last >= options.Heartbeat;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    [LoggerMessage(101, LogLevel.Information, "{Feed}: first run; the feed begins at {StartTime:O}.")]
    private partial void LogFirstRun(EventFeed feed, DateTimeOffset startTime);

    [LoggerMessage(102, LogLevel.Warning, "{Feed}: the API did not say which account the token belongs to; a swapped account will not be noticed. {Reason}")]
    private partial void LogAccountUnknown(EventFeed feed, string reason);

    [LoggerMessage(103, LogLevel.Warning, "{Feed}: the token's account changed from {Known} to {Account} and OnePassword__AcceptOtherAccount is true; the feed begins anew at {StartTime:O}.")]
    private partial void LogAccountSwitched(EventFeed feed, string known, string account, DateTimeOffset startTime);

    [LoggerMessage(104, LogLevel.Error, "{Feed}: the stored cursor was rejected. Reading again from {StartTime:O}; events that the hub is known to have are left out, others from the overlap may be published twice. Look for events that arrived later than the overlap. {Reason}")]
    private partial void LogCursorRejected(EventFeed feed, DateTimeOffset startTime, string reason);

    [LoggerMessage(105, LogLevel.Warning, "{Feed}: another run moved the position first; this run stops. At most one batch was published twice.")]
    private partial void LogSuperseded(EventFeed feed);
}
