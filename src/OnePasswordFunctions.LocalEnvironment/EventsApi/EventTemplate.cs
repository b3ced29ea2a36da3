namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>
/// What an event's bytes come from: JSON with room for its uuid and its timestamp, which are filled in, or the bytes that somebody wrote, which
/// are served as they are.
/// </summary>
internal sealed class EventTemplate
{
    /// <summary>Stands where the uuid goes.</summary>
    public const string UuidPlaceholder = "UUUUUUUUUUUUUUUUUUUUUUUUUU";

    private readonly ReadOnlyMemory<byte> _json;
    private readonly TimestampFormat _format;
    private readonly Action<long, Span<byte>>? _writeUuid;
    private readonly int _uuidAt;
    private readonly int _timestampAt;

    /// <summary>An event that somebody wrote: any bytes, which need not be valid in any way.</summary>
    public EventTemplate(ReadOnlyMemory<byte> json) => _json = json;

    /// <summary>Events that are generated.</summary>
    /// <param name="json">With <see cref="UuidPlaceholder"/> and <see cref="TimestampPlaceholder"/> in it.</param>
    /// <param name="writeUuid">Writes the uuid of the event at a place in the feed.</param>
    public EventTemplate(byte[] json, TimestampFormat format, Action<long, Span<byte>> writeUuid)
    {
        (_json, _format, _writeUuid) = (json, format, writeUuid);
        _uuidAt = json.AsSpan().IndexOf("UUUUUUUUUUUUUUUUUUUUUUUUUU"u8);
        _timestampAt = json.AsSpan().IndexOf("TTTTTTTTTTTTTTTTTTTT"u8);
    }

    public bool IsGenerated => _writeUuid is not null;

    public int Length => _json.Length;

    /// <summary>Stands where the timestamp goes.</summary>
    public static string TimestampPlaceholder(TimestampFormat format) => new('T', format.Length);

    /// <summary>The time that a generated event's timestamp tells.</summary>
    public long Truncate(long ticks) => _format.Truncate(ticks);

    public void Render(long sequence, long ticks, Span<byte> json)
    {
        _json.Span.CopyTo(json);
        if (_writeUuid is not null)
        {
            _writeUuid(sequence, json.Slice(_uuidAt, EventIdentity.Length));
            _format.Write(ticks, NanosecondsOf(ticks), json[_timestampAt..]);
        }
    }

    // Events of one moment have the same. A last digit of 1 to 9: Go trims trailing zeros, and so no real timestamp ends in one.
    private static int NanosecondsOf(long ticks) => 1 + (int)(EventIdentity.Mix((ulong)ticks) % 10 * 10) + (int)(EventIdentity.Mix((ulong)ticks) % 9);
}
