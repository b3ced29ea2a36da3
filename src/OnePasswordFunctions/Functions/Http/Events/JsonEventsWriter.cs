using System.IO.Pipelines;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>One JSON document: the request, the events as they came, and after them what is known only at the end.</summary>
internal sealed class JsonEventsWriter(PipeWriter output, EventsSummary summary) : EventsWriter(output, summary)
{
    private bool _hasEvents;

    public override void Begin(EventPage page, int count, bool isOnly)
    {
        Put("{\"request\":"u8);
        Put(AnswerJson.Write(new EventsAsked(Summary)));
        Put(",\n\"events\":["u8);
    }

    public override void Write(EventPage page, int index)
    {
        Put(_hasEvents ? ",\n"u8 : "\n"u8);
        Put(page.GetEvent(index));
        _hasEvents = true;
    }

    public override void End()
    {
        Put(_hasEvents ? "\n],\n"u8 : "],\n"u8);

        // The object without its opening brace: its members continue the envelope.
        Put(AnswerJson.Write(new EventsNews(Summary) { Count = Summary.Count }).AsSpan(1));
        Put("\n"u8);
    }
}
