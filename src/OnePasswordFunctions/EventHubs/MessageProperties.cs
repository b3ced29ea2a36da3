namespace OnePasswordFunctions.EventHubs;

/// <summary>
/// The names of what goes beside an event's bytes: the attributes of the CloudEvents AMQP binding, and two of our own. Consumers
/// rely on them; docs/architecture.md has the contract.
/// </summary>
internal static class MessageProperties
{
    /// <summary>The CloudEvents version, always 1.0.</summary>
    public const string SpecVersion = "cloudEvents:specversion";

    /// <summary>The event's id, by which consumers remove duplicates.</summary>
    public const string Id = "cloudEvents:id";

    /// <summary>The API address of the feed.</summary>
    public const string Source = "cloudEvents:source";

    /// <summary>The kind of event, one for each feed.</summary>
    public const string Type = "cloudEvents:type";

    /// <summary>The event's own timestamp as it came; absent when it has none.</summary>
    public const string Time = "cloudEvents:time";

    /// <summary>The event's number in its stream, padded so that texts sort as numbers do; timer runs only.</summary>
    public const string Sequence = "cloudEvents:sequence";

    /// <summary>The id of the stream that counts the numbers; timer runs only.</summary>
    public const string Stream = "stream";

    /// <summary>What caused the event to be published.</summary>
    public const string IngestMode = "ingestMode";

    /// <summary>The digits of <see cref="Sequence"/>.</summary>
    public const int SequenceDigits = 16;

    /// <summary>The content type of every message.</summary>
    public const string ContentType = "application/json";

    /// <summary>The value of <see cref="IngestMode"/>.</summary>
    public static string Of(IngestMode mode) => mode switch
    {
        EventHubs.IngestMode.Timer => "timer",
        EventHubs.IngestMode.Repair => "repair",
        _ => "get-events",
    };
}
