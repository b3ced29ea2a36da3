using System.IO.Pipelines;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>One JSON document: the request, the events as they came, and after them what is known only at the end.</summary>
internal sealed class JsonEventsWriter(PipeWriter output, EventsRequest request) : EventsWriter(output, request)
{
    private bool _hasEvents;

    public override void Begin(EventPage page, int count, bool isOnly)
    {
        Put("{\"request\":"u8);
        Put(SummaryJson.WriteRequest(Request));
        Put(",\n\"events\":["u8);
    }

    public override void Write(EventPage page, int index)
    {
        Put(_hasEvents ? ",\n"u8 : "\n"u8);
        Put(page.GetEvent(index));
        _hasEvents = true;
    }

    public override void End(EventsSummary summary)
    {
        Put(_hasEvents ? "\n],\n"u8 : "],\n"u8);

        // The object without its opening brace: its members continue the envelope.
        Put(SummaryJson.WriteEnd(Request, summary).AsSpan(1));
        Put("\n"u8);
    }
}
