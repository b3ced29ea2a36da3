using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Ingestion;

/// <summary>Reads a feed's pages: the next one while the page in hand is published, and never one more.</summary>
internal sealed class PagesAhead(RunScope run, IEventsApi eventsApi) : IAsyncDisposable
{
    private Task<EventPage>? _ahead;

    /// <summary>Begins to read the page behind <paramref name="cursor"/>, which the next call of <see cref="TakeAsync"/> gets.</summary>
    public void ReadAhead(string cursor) => _ahead = ReadAsync(PageRequest.ContinueFrom(cursor));

    /// <summary>The page that was asked for ahead, or else the one of <paramref name="request"/>. The caller owns it.</summary>
    /// <exception cref="IngestionException">The page could not be read, however often that was tried.</exception>
    public Task<EventPage> TakeAsync(PageRequest request)
    {
        Task<EventPage> page = _ahead ?? ReadAsync(request);
        _ahead = null;
        return page;
    }

    /// <summary>Ends a page that was asked for ahead and is not needed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_ahead is null)
        {
            return;
        }

        // On this thread: what hangs on the token is one request.
        run.Budget.Reading.Cancel();
        try
        {
            (await _ahead).Dispose();
        }
        catch (Exception e) when (e is IngestionException or OperationCanceledException)
        {
            // The run has its outcome already; what the page ahead met comes up again in the next run.
        }
    }

    private Task<EventPage> ReadAsync(PageRequest request) => run.TakeAsync(
        RunStep.Page,
        (Pages: this, run, request),
        static state => state.run.Retries.RunAsync(
            state, static (attempt, token) => attempt.Pages.ReadOnceAsync(attempt.request, token), state.run.Budget.Reading.Token),
        static (span, page) => span.SetTag("events", page.Count));

    private async Task<EventPage> ReadOnceAsync(PageRequest request, CancellationToken cancellationToken)
    {
        run.Tally.CountRequest();
        try
        {
            EventPage page = await eventsApi.ReadPageAsync(run.Feed, request, cancellationToken);
            run.Tally.LastAnswerTime = run.Time.GetUtcNow();
            return page;
        }
        catch (IngestionException refused) when (refused.Failure == IngestionFailure.Unauthorized && run.Options.TokenLacks(run.Feed))
        {
            // The API was asked all the same, because what a token says of itself proves nothing; now both say the same.
            throw new IngestionException(IngestionTarget.EventsApi, IngestionFailure.NotAuthorized,
                $"The token does not include {run.Feed.DisplayName} ({run.Feed.Name}); the other feeds are not affected. A token does not gain a feature later: issue a new one that has it.", refused)
            {
                Status = refused.Status,
            };
        }
    }
}
