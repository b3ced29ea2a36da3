using System.IO.Pipelines;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>
/// Carries one answer of <c>get-events</c> from the API to the caller, one page in hand at a time: read, published if asked for,
/// written. What goes wrong before the first byte is thrown; after it, the answer ends in order and says that it is partial.
/// </summary>
internal sealed class EventsDelivery(IEventsApi api, EventsRequest request, RunBudget budget, RunRetries retries, EventsSummary summary, EventsPush? push)
{
    private const int FlushBytes = 64 * 1024;

    private string? _cursor;

    /// <param name="response">Where the answer goes; untouched when this throws.</param>
    /// <param name="cancellationToken">Ends when the caller has gone.</param>
    /// <exception cref="IngestionException">Nothing was written, because the other side failed.</exception>
    /// <exception cref="OperationCanceledException">Nothing was written, because the time is up or the caller has gone.</exception>
    public async Task RunAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        EventPage? page = await ReadAsync(PageRequest.StartAt(request.FromDate, Math.Min(request.Limit, PageRequest.MaximumPageSize)));
        PipeWriter output = response.BodyWriter;
        EventsWriter writer = EventsWriter.Create(output, request);
        for (bool isFirst = true; page is not null; isFirst = false)
        {
            PageRequest? next;
            using (page)
            {
                next = await DeliverAsync(page, response, writer, isFirst, cancellationToken);
            }

            page = next is { } following ? await TryReadAsync(following, cancellationToken) : null;
        }

        writer.End(summary);
        await output.FlushAsync(cancellationToken);
    }

    /// <summary>Publishes and writes one page; returns what to ask for next, or null at the end.</summary>
    private async Task<PageRequest?> DeliverAsync(EventPage page, HttpResponse response, EventsWriter writer, bool isFirst, CancellationToken cancellationToken)
    {
        int count = Math.Min(page.Count, request.Limit - summary.Count);

        // A cursor that did not move leads nowhere, whatever the API says.
        bool leads = page.HasMore && page.Cursor != _cursor;
        _cursor = page.Cursor;
        await PublishAsync(page, count, isFirst, cancellationToken);
        if (isFirst)
        {
            AnswerHeaders.Set(response, StatusCodes.Status200OK, AnswerFormats.ContentType(request.Format));
            writer.Begin(page, count, isOnly: !leads || count == request.Limit);
        }

        for (int index = 0; index < count; index++)
        {
            writer.Write(page, index);
            if (response.BodyWriter.UnflushedBytes >= FlushBytes)
            {
                await response.BodyWriter.FlushAsync(cancellationToken);
            }
        }

        await response.BodyWriter.FlushAsync(cancellationToken);
        summary.Count += count;
        summary.HasMore = leads || count < page.Count;
        if (summary.Partial is not null || !leads || summary.Count == request.Limit)
        {
            return null;
        }

        summary.Partial = budget.End is { } end ? Explain(end) : null;
        return summary.Partial is null ? PageRequest.ContinueFrom(page.Cursor) : null;
    }

    private async Task PublishAsync(EventPage page, int count, bool isFirst, CancellationToken cancellationToken)
    {
        if (push is null)
        {
            return;
        }

        try
        {
            await push.PublishAsync(page, count);
        }
        catch (IngestionException failure) when (!isFirst || summary.Published > 0)
        {
            summary.Partial = $"publishing stopped after {summary.Published} events. {failure.Failure}: {failure.Message}";
        }
        catch (OperationCanceledException) when (IsOurs(cancellationToken) && (!isFirst || summary.Published > 0))
        {
            summary.Partial = $"publishing stopped after {summary.Published} events, perhaps one batch more. {Explain(budget.End)}";
        }
    }

    private async Task<EventPage?> TryReadAsync(PageRequest next, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(next);
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

    private Task<EventPage> ReadAsync(PageRequest next) => retries.RunAsync(
        (api, request.Feed, next), static (state, token) => state.api.ReadPageAsync(state.Feed, state.next, token), budget.Reading.Token);

    /// <summary>Whether a cancellation is ours, and somebody is still there to hear of it.</summary>
    private bool IsOurs(CancellationToken cancellationToken) => budget.Reading.IsCancellationRequested && !cancellationToken.IsCancellationRequested;

    private static string Explain(RunOutcome? end) => end == RunOutcome.Stopped
        ? "the app is being stopped; ask again."
        : "the time of a request is used up; ask again with a later from_date, or for less.";
}
