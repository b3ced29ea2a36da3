using System.Buffers;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.LocalEnvironment.Proof;

/// <summary>
/// Compares what the simulator served with what the hub accepted, message by message and byte by byte. It keeps one bit an
/// event: a generated event's uuid tells its place in the feed, and its bytes are made again for the comparison.
/// </summary>
/// <remarks>Give <see cref="Record"/> to the stand-in as its observer, or hand it the messages read back from there.</remarks>
internal sealed class DeliveryLedger(EventsApiSimulator simulator)
{
    private readonly Lock _lock = new();
    private readonly FeedLedger[] _feeds = [.. SimulatedFeeds.All.Select(_ => new FeedLedger())];
    private readonly ExplicitEventIndex _explicit = new(simulator);
    private long _unknown;

    private static ReadOnlySpan<byte> GeneratedStart => "{\"uuid\":\""u8;

    /// <summary>Notes a message that the hub accepted.</summary>
    public void Record(ReadOnlySpan<byte> body)
    {
        lock (_lock)
        {
            if (!TryRecordGenerated(body) && !TryRecordExplicit(body))
            {
                _unknown++;
            }
        }
    }

    /// <summary>Where things stand now.</summary>
    public DeliveryReport Compare()
    {
        lock (_lock)
        {
            return new DeliveryReport([.. SimulatedFeeds.All.Select(feed => _feeds[(int)feed].Compare(simulator.Log(feed)))], _unknown);
        }
    }

    private bool TryRecordGenerated(ReadOnlySpan<byte> body)
    {
        int end = GeneratedStart.Length + EventIdentity.Length;
        if (body.Length <= end
            || !body.StartsWith(GeneratedStart)
            || !simulator.TryFindGenerated(body[GeneratedStart.Length..end], out SimulatedFeed feed, out EventReference found))
        {
            return false;
        }

        byte[] expected = ArrayPool<byte>.Shared.Rent(found.Length);
        found.Render(expected);
        bool same = expected.AsSpan(0, found.Length).SequenceEqual(body);
        ArrayPool<byte>.Shared.Return(expected);
        if (same)
        {
            _feeds[(int)feed].Published(found.Sequence);
        }
        else
        {
            _feeds[(int)feed].Altered();
        }

        return true;
    }

    private bool TryRecordExplicit(ReadOnlySpan<byte> body)
    {
        IReadOnlyList<(SimulatedFeed Feed, EventReference Event)> found = _explicit.Find(body);
        if (found.Count > 0)
        {
            // The same bytes may have been added more than once; each copy is to be published once.
            (SimulatedFeed Feed, EventReference Event) next = found.FirstOrDefault(one => !_feeds[(int)one.Feed].IsPublished(one.Event.Sequence), found[0]);
            _feeds[(int)next.Feed].Published(next.Event.Sequence);
            return true;
        }

        if (_explicit.TryFindByUuid(body, out SimulatedFeed feed))
        {
            _feeds[(int)feed].Altered();
            return true;
        }

        return false;
    }
}
