namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>An event's JSON with room for its uuid and its timestamp. Rendering copies it and fills in the two.</summary>
internal sealed class EventTemplate
{
    /// <summary>Stands where the uuid goes.</summary>
    public const string UuidPlaceholder = "UUUUUUUUUUUUUUUUUUUUUUUUUU";

    private readonly byte[] _json;
    private readonly int _uuidAt;
    private readonly int _timestampAt;

    public EventTemplate(byte[] json, TimestampFormat format)
    {
        _json = json;
        Format = format;
        _uuidAt = json.AsSpan().IndexOf("UUUUUUUUUUUUUUUUUUUUUUUUUU"u8);
        _timestampAt = json.AsSpan().IndexOf("TTTTTTTTTTTTTTTTTTTT"u8);
    }

    public TimestampFormat Format { get; }

    public int Length => _json.Length;

    /// <summary>Stands where the timestamp goes.</summary>
    public static string TimestampPlaceholder(TimestampFormat format) => new('T', format.Length);

    public void Render(EventIdentity identity, SimulatedFeed feed, long index, long ticks, int nanoseconds, Span<byte> json)
    {
        _json.CopyTo(json);
        identity.Write(feed, index, json.Slice(_uuidAt, EventIdentity.Length));
        Format.Write(ticks, nanoseconds, json[_timestampAt..]);
    }
}
