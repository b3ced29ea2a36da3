using System.IO.Pipelines;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>
/// One event per line, its bytes as they came. A line after the events tells what the events can not: that there are more, that the
/// answer is partial, or how many were published. Without such news there is no such line.
/// </summary>
internal sealed class NdjsonEventsWriter(PipeWriter output, EventsSummary summary) : EventsWriter(output, summary)
{
    public override void Begin(EventPage page, int count, bool isOnly)
    {
    }

    public override void Write(EventPage page, int index)
    {
        ReadOnlySpan<byte> json = page.GetEvent(index);
        for (int end = json.IndexOfAny((byte)'\n', (byte)'\r'); end >= 0; end = json.IndexOfAny((byte)'\n', (byte)'\r'))
        {
            // Inside an event a line break can only be white space between its tokens.
            Put(json[..end]);
            Put(" "u8);
            json = json[(end + 1)..];
        }

        Put(json);
        Put("\n"u8);
    }

    public override void End()
    {
        if (Summary.HasNews)
        {
            Put(AnswerJson.Write(new EventsNews(Summary)));
            Put("\n"u8);
        }
    }
}
