using System.Text;
using System.Text.Json;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.EventHubs;

/// <summary>
/// The parts of a message that are the same for every event of a feed, rendered once. The message is one element of the
/// Event Hubs batch format: the event's JSON as a string, and CloudEvents attributes beside it as user properties.
/// </summary>
internal sealed class EventEnvelope
{
    private EventEnvelope(byte[] afterBody, byte[] afterBase64Body) => (AfterBody, AfterBase64Body) = (afterBody, afterBase64Body);

    /// <summary>Opens a message, up to the first byte of the event.</summary>
    public static ReadOnlySpan<byte> BeforeBody => "{\"Body\":\""u8;

    /// <summary>Between the event's id and its time.</summary>
    public static ReadOnlySpan<byte> BeforeTime => "\",\"cloudEvents:time\":\""u8;

    /// <summary>Closes a message.</summary>
    public static ReadOnlySpan<byte> End => "\"}}"u8;

    /// <summary>From the end of the event to the first byte of its id.</summary>
    public byte[] AfterBody { get; }

    /// <summary>The same for an event that is not valid UTF-8 and travels as base64.</summary>
    public byte[] AfterBase64Body { get; }

    /// <summary>Renders the envelope of a feed.</summary>
    /// <param name="feed">The feed whose events it will hold.</param>
    /// <param name="mode">What causes the events to be published.</param>
    /// <param name="serverUrl">The Events API's server, without a path.</param>
    public static EventEnvelope Create(EventFeed feed, IngestMode mode, Uri serverUrl)
    {
        string properties = "\"UserProperties\":{"
            + "\"cloudEvents:specversion\":\"1.0\","
            + $"\"cloudEvents:type\":\"{feed.EventType}\","
            + $"\"cloudEvents:source\":\"{JsonEncodedText.Encode(serverUrl.GetLeftPart(UriPartial.Authority) + feed.ApiPath)}\","
            + "\"cloudEvents:datacontenttype\":\"application/json\","
            + $"\"eventType\":\"{feed.DisplayName}\","
            + $"\"ingestMode\":\"{(mode switch { IngestMode.Timer => "timer", IngestMode.Repair => "repair", _ => "get-events" })}\","
            + "\"cloudEvents:id\":\"";
        return new EventEnvelope(
            Encoding.UTF8.GetBytes("\"," + properties),
            Encoding.UTF8.GetBytes("\",\"IsBodyBase64\":true," + properties));
    }
}
