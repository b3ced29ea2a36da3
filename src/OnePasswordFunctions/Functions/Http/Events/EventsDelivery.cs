using System.IO.Pipelines;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>
/// Carries one answer of <c>get-events</c> to the caller, one page in hand at a time: read, published if asked for, written. What goes
/// wrong before the first byte is thrown; after it, the answer ends in order and says that it is partial.
/// </summary>
internal sealed class EventsDelivery(EventsReader reader, EventsSummary summary, EventsPush? push, HttpResponse response, CancellationToken cancellationToken)
{
    private const int FlushBytes = 64 * 1024;

    private readonly EventsWriter _writer = EventsWriter.Create(response.BodyWriter, summary);
    private bool _hasBegun;

    /// <param name="first">The first page; disposed here, as are those that follow it.</param>
    /// <exception cref="IngestionException">Nothing was written, because the other side failed.</exception>
    /// <exception cref="OperationCanceledException">Nothing was written, because the time is up or the caller has gone.</exception>
    public async Task RunAsync(EventPage first)
    {
        for (EventPage? page = first; page is not null;)
        {
            bool isLast;
            using (page)
            {
                isLast = await DeliverAsync(page);
            }

            page = isLast ? null : await reader.TryReadNextAsync(cancellationToken);
        }

        if (!_hasBegun)
        {
            Begin(first, 0, isOnly: true);
        }

        _writer.End();
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    /// <summary>Publishes and writes one page; returns whether the answer ends with it.</summary>
    private async Task<bool> DeliverAsync(EventPage page)
    {
        int count = Math.Min(page.Count, summary.Request.Limit - summary.Count);
        await PublishAsync(page, count);
        if (!summary.Request.Newest)
        {
            summary.HasMore = reader.Leads || count < page.Count;
        }

        bool isLast = summary.Partial is not null || !reader.Leads || summary.Count + count == summary.Request.Limit;
        if (count > 0)
        {
            await WriteAsync(page, count, isLast);
        }

        return isLast;
    }

    private async Task WriteAsync(EventPage page, int count, bool isLast)
    {
        if (!_hasBegun)
        {
            Begin(page, count, isLast);
        }

        for (int index = 0; index < count; index++)
        {
            _writer.Write(page, index);
            if (response.BodyWriter.UnflushedBytes >= FlushBytes)
            {
                await response.BodyWriter.FlushAsync(cancellationToken);
            }
        }

        await response.BodyWriter.FlushAsync(cancellationToken);
        summary.Count += count;
    }

    private void Begin(EventPage page, int count, bool isOnly)
    {
        _hasBegun = true;
        AnswerFormat format = summary.Request.Format;
        Answer.SetHeaders(response, StatusCodes.Status200OK, AnswerFormats.ContentType(format));
        if (format == AnswerFormat.Csv)
        {
            response.Headers.ContentDisposition = $"attachment; filename=\"{summary.Request.Feed.Name}-{summary.FromDate.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}.csv\"";
        }

        if (isOnly && summary.HasMore)
        {
            response.Headers["X-More"] = "true";
        }

        _writer.Begin(page, count, isOnly);
    }

    private async Task PublishAsync(EventPage page, int count)
    {
        if (push is null)
        {
            return;
        }

        try
        {
            await push.PublishAsync(page, count);
        }
        catch (IngestionException failure) when (_hasBegun || summary.Published > 0)
        {
            summary.Partial = $"publishing stopped after {summary.Published} events. {failure.Failure}: {failure.Message}";
        }
        catch (OperationCanceledException) when (reader.IsOurs(cancellationToken) && (_hasBegun || summary.Published > 0))
        {
            summary.Partial = $"publishing stopped after {summary.Published} events, perhaps one batch more. {reader.Explain()}";
        }
    }
}
