using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>Reads the pages of one answer within its time. What ends it early stands in the summary.</summary>
internal sealed class EventsReader(IEventsApi api, RunBudget budget, RunRetries retries, EventsSummary summary)
{
    private string? _cursor;

    /// <summary>Whether the API has more behind the last page. A cursor that did not move leads nowhere, whatever the API says.</summary>
    public bool Leads { get; private set; }

    /// <summary>Reads the page behind the last one; null when there is none, or when it could not be read.</summary>
    public async Task<EventPage?> TryReadNextAsync(CancellationToken cancellationToken) =>
        Leads ? await TryReadAsync(PageRequest.ContinueFrom(_cursor!), cancellationToken) : null;

    /// <summary>Reads a page; null when it could not be read.</summary>
    public async Task<EventPage?> TryReadAsync(PageRequest request, CancellationToken cancellationToken)
    {
        try
        {
            summary.Partial = budget.End is { } end ? Explain(end) : null;
            return summary.Partial is null ? await ReadAsync(request) : null;
        }
        catch (IngestionException failure)
        {
            summary.Partial = $"{failure.Failure}: {failure.Message}";
            return null;
        }
        catch (OperationCanceledException) when (IsOurs(cancellationToken))
        {
            summary.Partial = Explain(budget.End);
            return null;
        }
    }

    /// <summary>Reads a page.</summary>
    /// <exception cref="IngestionException">The other side failed.</exception>
    /// <exception cref="OperationCanceledException">The time is up or the caller has gone.</exception>
    public async Task<EventPage> ReadAsync(PageRequest request)
    {
        EventPage page = await retries.RunAsync(
            (api, summary.Request.Feed, request), static (state, token) => state.api.ReadPageAsync(state.Feed, state.request, token), budget.Reading.Token);
        Leads = page.HasMore && page.Cursor != _cursor;
        _cursor = page.Cursor;
        return page;
    }

    /// <summary>Whether a cancellation is ours, and somebody is still there to hear of it.</summary>
    public bool IsOurs(CancellationToken cancellationToken) => budget.Reading.IsCancellationRequested && !cancellationToken.IsCancellationRequested;

    /// <summary>Why the time ended, and what to do.</summary>
    public string Explain() => Explain(budget.End);

    private static string Explain(RunOutcome? end) => end == RunOutcome.Stopped
        ? "the app is being stopped; ask again."
        : "the time of a request is used up; ask again with a later from_date, or for less.";
}
