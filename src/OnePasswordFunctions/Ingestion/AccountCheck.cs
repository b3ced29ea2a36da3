using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Ingestion;

/// <summary>
/// When the token has changed since the row was written, asks whose it is: a cursor of another account would be refused, and
/// silently starting again would hide that the account was swapped.
/// </summary>
internal sealed partial class AccountCheck(RunScope run, FeedRow row, IEventsApi eventsApi, ILogger logger)
{
    /// <summary>A server that named the account before can do so; an answer without it comes from something else, and proves nothing.</summary>
    private bool MayStayUnknown => row.State.AccountUuid is null || run.Options.AcceptOtherAccount;

    /// <summary>Lets the run go on with the account that the position belongs to. False when another run was there first.</summary>
    /// <exception cref="IngestionException"><see cref="IngestionFailure.AccountMismatch"/>, or the API could not be asked.</exception>
    public async Task<bool> PassAsync()
    {
        FeedState state = row.State;
        if (state.TokenFingerprint == run.Options.TokenFingerprint)
        {
            return true;
        }

        string? account = await ReadAccountAsync();
        if (account is not null && state.AccountUuid is { } known && account != known)
        {
            return await SwitchAsync(known, account);
        }

        row.Change(state with { AccountUuid = account ?? state.AccountUuid, TokenFingerprint = run.Options.TokenFingerprint });
        return true;
    }

    private async Task<string?> ReadAccountAsync()
    {
        try
        {
            TokenIntrospection introspection = await run.Retries.RunAsync(this, static (check, token) => check.IntrospectOnceAsync(token), run.Budget.Reading.Token);
            return introspection.AccountUuid;
        }
        catch (IngestionException failure) when (MayStayUnknown && failure.Failure is IngestionFailure.RequestRejected or IngestionFailure.InvalidResponse)
        {
            // Servers without this endpoint leave the question open; the feed itself will tell.
            LogAccountUnknown(run.Feed, failure.Message);
            return null;
        }
    }

    private Task<TokenIntrospection> IntrospectOnceAsync(CancellationToken cancellationToken)
    {
        run.Tally.CountRequest();
        return eventsApi.IntrospectAsync(cancellationToken);
    }

    /// <summary>The position is given up, the row stays: it is still the same feed into the same hub, so its stream and its counts go on.</summary>
    private async Task<bool> SwitchAsync(string known, string account)
    {
        if (!run.Options.AcceptOtherAccount)
        {
            throw new IngestionException(IngestionTarget.EventsApi, IngestionFailure.AccountMismatch,
                $"The token belongs to the 1Password account {account}, the stored position to {known}. Nothing was read and the position is unchanged. "
                + "Put the right token back; or set OnePassword__Account to a new name to read the new account beside the old; "
                + "or set OnePassword__AcceptOtherAccount to true to give the old position up.");
        }

        DateTimeOffset startTime = run.Identity.StartedAt - run.Options.InitialLookback;
        LogAccountSwitched(run.Feed, known, account, startTime);
        return await row.CommitAsync(row.State with
        {
            Position = run.StartAt(startTime),
            FirstStartTime = startTime,
            LastEventTime = null,
            CaughtUpTime = null,
            RecentTimes = RecentTimes.From(startTime),
            AccountUuid = account,
            TokenFingerprint = run.Options.TokenFingerprint,
            Recovering = false,
        });
    }

    [LoggerMessage(102, LogLevel.Warning, "{Feed}: the API did not say which account the token belongs to; a swapped account will not be noticed. {Reason}")]
    private partial void LogAccountUnknown(EventFeed feed, string reason);

    [LoggerMessage(103, LogLevel.Warning, "{Feed}: the token's account changed from {Known} to {Account} and OnePassword__AcceptOtherAccount is true; the feed begins anew at {StartTime:O}.")]
    private partial void LogAccountSwitched(EventFeed feed, string known, string account, DateTimeOffset startTime);
}
