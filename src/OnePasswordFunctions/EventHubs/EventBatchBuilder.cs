using System.Buffers;
using System.Buffers.Text;
using System.Text.Unicode;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.EventHubs;

/// <summary>
/// Packs events into the body of one Event Hubs batch request, up to a limit in bytes. Each event is copied once, escaped on
/// the way, into one pooled buffer that the builder owns.
/// </summary>
internal sealed class EventBatchBuilder : IDisposable
{
    private byte[]? _buffer;
    private int _length;

    /// <summary>Starts an empty batch.</summary>
    /// <param name="limit">The most bytes that the request body may have.</param>
    public EventBatchBuilder(int limit)
    {
        Limit = limit;
        _buffer = LargeBuffers.Pool.Rent(limit + JsonStringEscaper.Slack);
        _buffer[_length++] = (byte)'[';
    }

    /// <summary>The most bytes that the request body may have; never raised above what the builder was made for.</summary>
    public int Limit { get; set; }

    /// <summary>Events in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>The request body. Valid until the builder changes or is disposed.</summary>
    public ReadOnlyMemory<byte> Body
    {
        get
        {
            _buffer![_length] = (byte)']';
            return _buffer.AsMemory(0, _length + 1);
        }
    }

    /// <summary>Adds an event if the body then stays within the limit.</summary>
    /// <param name="envelope">The envelope of the event's feed.</param>
    /// <param name="json">The event's bytes, which the hub will store unchanged.</param>
    /// <param name="id">The event's id: printable ASCII that needs no escaping.</param>
    /// <param name="time">The event's timestamp, likewise; may be empty.</param>
    public bool TryAdd(EventEnvelope envelope, ReadOnlySpan<byte> json, ReadOnlySpan<byte> id, ReadOnlySpan<byte> time)
    {
        bool isText = Utf8.IsValid(json);
        ReadOnlySpan<byte> afterBody = isText ? envelope.AfterBody : envelope.AfterBase64Body;
        int fixedLength = (Count > 0 ? 1 : 0) + EventEnvelope.BeforeBody.Length + afterBody.Length + id.Length
            + (time.IsEmpty ? 0 : EventEnvelope.BeforeTime.Length + time.Length) + EventEnvelope.End.Length;
        int room = Limit - 1 - _length - fixedLength;
        if (room < json.Length || !FitsEncoded(json, isText, room))
        {
            return false;
        }

        if (Count++ > 0)
        {
            _buffer![_length++] = (byte)',';
        }

        Append(EventEnvelope.BeforeBody);
        AppendBody(json, isText);
        Append(afterBody);
        Append(id);
        if (!time.IsEmpty)
        {
            Append(EventEnvelope.BeforeTime);
            Append(time);
        }

        Append(EventEnvelope.End);
        return true;
    }

    /// <summary>Empties the batch, to build another in the same buffer.</summary>
    public void Clear() => (_length, Count) = (1, 0);

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            LargeBuffers.Pool.Return(buffer);
        }
    }

    /// <summary>Counts exactly only when the worst case would not fit, which is once or twice a batch.</summary>
    private static bool FitsEncoded(ReadOnlySpan<byte> json, bool isText, int room) => isText
        ? (long)json.Length * JsonStringEscaper.LongestEscape <= room || JsonStringEscaper.GetEscapedLength(json) <= room
        : Base64.GetMaxEncodedToUtf8Length(json.Length) <= room;

    private void AppendBody(ReadOnlySpan<byte> json, bool isText)
    {
        Span<byte> target = _buffer.AsSpan(_length);
        if (isText)
        {
            _length += JsonStringEscaper.Escape(json, target);
        }
        else
        {
            Base64.EncodeToUtf8(json, target, out _, out int written);
            _length += written;
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }
}
