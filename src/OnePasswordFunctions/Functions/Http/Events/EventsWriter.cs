using System.IO.Pipelines;
using System.Text;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>Writes the answer of <c>get-events</c> in one form, event by event, so that no answer is ever held as a whole.</summary>
internal abstract class EventsWriter(PipeWriter output, EventsRequest request)
{
    /// <summary>What was asked for.</summary>
    protected EventsRequest Request => request;

    /// <summary>The writer for the form that the request asks for.</summary>
    public static EventsWriter Create(PipeWriter output, EventsRequest request) => request.Format switch
    {
        AnswerFormat.Ndjson => new NdjsonEventsWriter(output, request),
        AnswerFormat.Markdown => new MarkdownEventsWriter(output, request),
        AnswerFormat.Html => new HtmlEventsWriter(output, request),
        AnswerFormat.Csv => new CsvEventsWriter(output, request),
        _ => new JsonEventsWriter(output, request),
    };

    /// <summary>Writes what comes before the events. Tables take their columns from the first page.</summary>
    /// <param name="page">The first page.</param>
    /// <param name="count">How many of its events the answer will have.</param>
    /// <param name="isOnly">Whether no other page follows.</param>
    public abstract void Begin(EventPage page, int count, bool isOnly);

    /// <summary>Writes one event.</summary>
    public abstract void Write(EventPage page, int index);

    /// <summary>Writes what comes after the events.</summary>
    public abstract void End(EventsSummary summary);

    protected void Put(ReadOnlySpan<byte> bytes) => System.Buffers.BuffersExtensions.Write(output, bytes);

    protected void Put(ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, output);

    /// <summary>Sentences about the answer, for people.</summary>
    protected static IEnumerable<string> Sentences(EventsSummary summary, bool pushed)
    {
        yield return summary.Count == 1 ? "1 event." : $"{summary.Count} events.";
        if (summary.HasMore)
        {
            yield return "The API has more behind them.";
        }

        if (summary.Partial is { } reason)
        {
            yield return $"This answer is partial: {reason}";
        }

        if (pushed)
        {
            yield return $"Published to the event hub: {summary.Published}. {EventsSummary.DuplicatesNote}";
        }

        if (summary.Refusal is { } refusal)
        {
            yield return $"Not publishable: {summary.Refused}. {refusal}";
        }
    }
}
