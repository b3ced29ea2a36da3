using System.Text;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Proof;

/// <summary>Holds every message of the hub against what the API served. Messages of other feeds and of strangers pass by.</summary>
/// <param name="feed">The feed.</param>
/// <param name="served">The events of the period.</param>
/// <param name="isInPeriod">Whether an event of this time belongs to the period.</param>
/// <param name="settledFrom">As for <see cref="StreamNumbers"/>.</param>
/// <param name="settledTo">As for <see cref="StreamNumbers"/>.</param>
internal sealed class HubComparison(
    EventFeed feed, ServedEvents served, Func<DateTimeOffset, bool> isInPeriod, DateTimeOffset settledFrom, DateTimeOffset settledTo)
{
    private const int MostStreams = 100;

    private readonly Dictionary<string, StreamNumbers> _streams = new(StringComparer.Ordinal);
    private readonly List<EventMention> _altered = [];

    /// <summary>Messages of the feed.</summary>
    public long Messages { get; private set; }

    /// <summary>Messages beyond the first of an event of the period.</summary>
    public long Surplus { get; private set; }

    /// <summary>Messages of the period with an id that the API did not serve.</summary>
    public long Strangers { get; private set; }

    /// <summary>Messages that have an event's id and other bytes; the first of them.</summary>
    public IReadOnlyList<EventMention> Altered => _altered;

    /// <summary>How late the events of the period came.</summary>
    public Lateness Lateness { get; } = new();

    /// <summary>Takes a message into account.</summary>
    public void Take(StoredMessage message)
    {
        if (message.Type != feed.EventType || message.Id is not { } id)
        {
            return;
        }

        Messages++;
        ulong idHash = EventIdentity.Hash(id);
        if (message is { Stream: { } stream, Number: { } number })
        {
            FindStream(stream)?.Add(number, idHash, message.EnqueuedAt);
        }

        if (served.Find(idHash) is >= 0 and var index)
        {
            Compare(ref served.All[index], message, id);
        }
        else if (ReadTime(message.Time) is { } time && isInPeriod(time))
        {
            Strangers++;
        }
    }

    /// <summary>What the streams' numbers say, the feed's own first.</summary>
    public IReadOnlyList<StreamFinding> ConcludeStreams(string? current, long last) =>
    [
        .. _streams
            .Select(stream => stream.Value.Conclude(stream.Key, stream.Key == current ? last : null))
            .OfType<StreamFinding>()
            .OrderByDescending(finding => finding.IsCurrent).ThenBy(finding => finding.Stream, StringComparer.Ordinal),
    ];

    private void Compare(ref ServedEvent one, StoredMessage message, string id)
    {
        if (one.Sighting == Sighting.None)
        {
            if (served.TimeOf(one) is { } time)
            {
                Lateness.Add(message.EnqueuedAt - time);
            }
        }
        else
        {
            Surplus++;
            one.Sighting |= Sighting.Repeated;
        }

        one.Sighting |= Sighting.Seen;
        if (BodyHash.Of(message.Body.Span) != one.BodyHash)
        {
            one.Sighting |= Sighting.Altered;
            if (_altered.Count < EventMention.Most)
            {
                _altered.Add(new EventMention(id, message.Time));
            }
        }
    }

    private StreamNumbers? FindStream(string stream)
    {
        if (!_streams.TryGetValue(stream, out StreamNumbers? numbers) && _streams.Count < MostStreams)
        {
            _streams[stream] = numbers = new StreamNumbers(settledFrom, settledTo);
        }

        return numbers;
    }

    private static DateTimeOffset? ReadTime(string? text) =>
        text is not null && EventTimestamp.TryParse(Encoding.UTF8.GetBytes(text), out DateTimeOffset time) ? time : null;
}
