using System.Globalization;
using System.Text;
using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.EventHubs;

/// <summary>
/// The messages of one batch, made anew from slices of a page. Messages, property maps and the texts that all events of a feed share are
/// kept from batch to batch: what an event adds is its id, its time and its number as text.
/// </summary>
internal sealed class EventBatch
{
    private readonly KeyValuePair<string, object>[] _shared;
    private readonly int _sharedSize;
    private EventData[] _events = [];
    private ReadOnlyMemory<byte>[][] _bodies = [];

    /// <param name="feed">The feed whose events it will hold.</param>
    /// <param name="mode">What causes the events to be published.</param>
    /// <param name="serverUrl">The Events API's server, without a path.</param>
    public EventBatch(EventFeed feed, IngestMode mode, Uri serverUrl)
    {
        _shared =
        [
            new(MessageProperties.SpecVersion, "1.0"),
            new(MessageProperties.Type, feed.EventType),
            new(MessageProperties.Source, serverUrl.GetLeftPart(UriPartial.Authority) + feed.ApiPath),
            new(MessageProperties.IngestMode, MessageProperties.Of(mode)),
        ];
        _sharedSize = _shared.Sum(property => MessageSize.Property(property.Key, (string)property.Value));
    }

    /// <summary>How large this feed's batches may be.</summary>
    public BatchLimits Limits { get; } = new();

    /// <summary>Events in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>The size of the batch as the link counts it.</summary>
    public long Bytes { get; private set; }

    /// <summary>The messages. Valid until the batch changes.</summary>
    public IReadOnlyCollection<EventData> Events => new ArraySegment<EventData>(_events, 0, Count);

    /// <summary>Fills the batch with as many events of the request as fit, from its first on; none when the first is too large for any batch.</summary>
    /// <param name="request">The events. Their bytes are not copied, unless the batch is a single event.</param>
    /// <param name="limit">The most bytes that the hub takes.</param>
    public void Fill(PublishRequest request, long limit)
    {
        Clear();
        int end = (int)Math.Min(request.End, (long)request.First + Limits.MostEvents(request.Page.GetIdHash(request.First)));
        long inBatch = 0;
        for (int index = request.First; index < end; index++)
        {
            ReadOnlyMemory<byte> body = request.Page.GetEventMemory(index);
            string id = EventIdentity.GetText(request.Page, index);
            string? time = request.Page.GetTimestamp(index) is { IsEmpty: false } text ? Encoding.UTF8.GetString(text) : null;
            long message = Measure(id, time, request.Stream, body.Length);
            inBatch += MessageSize.InBatch(message);

            // What the feed has learnt is a guess, so it does not bind an event that goes alone.
            if (Count == 0 ? message > limit : inBatch > Math.Min(limit, Limits.Bytes))
            {
                break;
            }

            Set(Count, body, id, time, request.Stream is { } stream ? (stream.StreamId, stream.LastSequence + 1 + Count) : null);
            Bytes = ++Count == 1 ? message : inBatch;
        }

        if (Count == 1)
        {
            // The SDK encodes several events before it sends, but passes a single one on to the socket as it is: a send that was
            // given up could read the page after somebody else had got its buffer.
            _bodies[0][0] = _bodies[0][0].ToArray();
        }
    }

    /// <summary>Empties the batch and lets go of the page.</summary>
    public void Clear()
    {
        for (int index = 0; index < Count; index++)
        {
            _bodies[index][0] = default;
        }

        (Count, Bytes) = (0, 0);
    }

    private long Measure(string id, string? time, StreamPosition? stream, int body)
    {
        int idSize = MessageSize.Text(id);
        int properties = _sharedSize + MessageSize.Text(MessageProperties.Id) + idSize;
        properties += time is null ? 0 : MessageSize.Property(MessageProperties.Time, time);
        properties += stream is not { } position ? 0
            : MessageSize.Property(MessageProperties.Stream, position.StreamId)
                + MessageSize.Text(MessageProperties.Sequence) + MessageSize.Text(MessageProperties.SequenceDigits);
        return MessageSize.Message(idSize, properties, body);
    }

    private void Set(int index, ReadOnlyMemory<byte> body, string id, string? time, (string Stream, long Sequence)? number)
    {
        if (index == _events.Length)
        {
            Grow();
        }

        _bodies[index][0] = body;
        EventData message = _events[index];
        message.MessageId = id;
        IDictionary<string, object> properties = message.Properties;
        properties[MessageProperties.Id] = id;
        SetOrRemove(properties, MessageProperties.Time, time);
        SetOrRemove(properties, MessageProperties.Stream, number?.Stream);
        SetOrRemove(properties, MessageProperties.Sequence, number?.Sequence.ToString("D16", CultureInfo.InvariantCulture));
    }

    private static void SetOrRemove(IDictionary<string, object> properties, string name, string? value)
    {
        if (value is null)
        {
            properties.Remove(name);
        }
        else
        {
            properties[name] = value;
        }
    }

    private void Grow()
    {
        int used = _events.Length, size = Math.Max(16, used * 2);
        Array.Resize(ref _events, size);
        Array.Resize(ref _bodies, size);
        for (int index = used; index < size; index++)
        {
            _bodies[index] = new ReadOnlyMemory<byte>[1];
            _events[index] = new EventData(new AmqpAnnotatedMessage(AmqpMessageBody.FromData(_bodies[index]))) { ContentType = MessageProperties.ContentType };
            foreach (KeyValuePair<string, object> property in _shared)
            {
                _events[index].Properties.Add(property);
            }
        }
    }
}
