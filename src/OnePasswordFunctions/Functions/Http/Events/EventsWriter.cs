using System.IO.Pipelines;
using System.Text;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>Writes the answer of <c>get-events</c> in one form, event by event, so that no answer is ever held as a whole.</summary>
internal abstract class EventsWriter(PipeWriter output, EventsSummary summary)
{
    /// <summary>How the call went; complete only at the end.</summary>
    protected EventsSummary Summary => summary;

    /// <summary>The writer for the form that the request asks for.</summary>
    public static EventsWriter Create(PipeWriter output, EventsSummary summary) => summary.Request.Format switch
    {
        AnswerFormat.Ndjson => new NdjsonEventsWriter(output, summary),
        AnswerFormat.Markdown => new MarkdownEventsWriter(output, summary),
        AnswerFormat.Html => new HtmlEventsWriter(output, summary),
        AnswerFormat.Csv => new CsvEventsWriter(output, summary),
        _ => new JsonEventsWriter(output, summary),
    };

    /// <summary>Writes what comes before the events. Tables take their columns from the first page.</summary>
    /// <param name="page">The first page with events.</param>
    /// <param name="count">How many of its events the answer will have; 0 when the answer has none.</param>
    /// <param name="isOnly">Whether no other page follows.</param>
    public abstract void Begin(EventPage page, int count, bool isOnly);

    /// <summary>Writes one event.</summary>
    public abstract void Write(EventPage page, int index);

    /// <summary>Writes what comes after the events.</summary>
    public abstract void End();

    protected void Put(ReadOnlySpan<byte> bytes) => System.Buffers.BuffersExtensions.Write(output, bytes);

    protected void Put(ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, output);
}
