using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Proof;

/// <summary>Walks the pages of a feed with a cursor of its own, to the end that the API has now.</summary>
internal sealed class PageWalk(IEventsApi api, EventFeed feed, RunRetries retries, CancellationToken cancellationToken)
{
    private string? _cursor;

    /// <summary>Whether there is a page behind the last one. A cursor that did not move leads nowhere, whatever the API says.</summary>
    public bool Leads { get; private set; } = true;

    /// <summary>Begins with a page. The caller disposes it.</summary>
    /// <exception cref="IngestionException">The API failed.</exception>
    public async Task<EventPage> BeginAsync(PageRequest request)
    {
        EventPage page = await retries.RunAsync(
            (api, feed, request), static (state, token) => state.api.ReadPageAsync(state.feed, state.request, token), cancellationToken);
        Leads = page.HasMore && page.Cursor != request.Cursor;
        _cursor = page.Cursor;
        return page;
    }

    /// <summary>Reads the page behind the last one. The caller disposes it.</summary>
    /// <exception cref="IngestionException">The API failed.</exception>
    public Task<EventPage> ContinueAsync() => BeginAsync(PageRequest.ContinueFrom(_cursor!));
}
