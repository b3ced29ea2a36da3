using System.Buffers;
using System.Text;
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
    private readonly FeedLedger[] _feeds = [.. SimulatedFeed.All.Select(feed => new FeedLedger(simulator.Log(feed)))];
    // Events that somebody wrote need not have a uuid. They go by their bytes as Latin-1, which may have been added more than once.
    private readonly Dictionary<string, Queue<(FeedLedger Feed, long Sequence)>> _written = new(StringComparer.Ordinal);
    private long _unknown;

    private static ReadOnlySpan<byte> GeneratedStart => "{\"uuid\":\""u8;

    /// <summary>Notes a message that the hub accepted.</summary>
    public void Record(ReadOnlySpan<byte> body)
    {
        lock (_lock)
        {
            _unknown += TryRecordGenerated(body) || TryRecordWritten(Encoding.Latin1.GetString(body)) ? 0 : 1;
        }
    }

    /// <summary>Where things stand now.</summary>
    public DeliveryReport Compare()
    {
        lock (_lock)
        {
            return new DeliveryReport([.. _feeds.Select(feed => feed.Compare())], _unknown);
        }
    }

    private bool TryRecordGenerated(ReadOnlySpan<byte> body)
    {
        int end = GeneratedStart.Length + EventIdentity.Length;
        if (body.Length <= end || !body.StartsWith(GeneratedStart) || simulator.FindGenerated(body[GeneratedStart.Length..end]) is not var (feed, found))
        {
            return false;
        }

        byte[] expected = ArrayPool<byte>.Shared.Rent(found.Length);
        found.Render(expected);
        if (expected.AsSpan(0, found.Length).SequenceEqual(body))
        {
            _feeds[feed].Note(found.Sequence);
        }
        else
        {
            _feeds[feed].NoteAltered();
        }

        ArrayPool<byte>.Shared.Return(expected);
        return true;
    }

    private bool TryRecordWritten(string body)
    {
        if (!_written.ContainsKey(body))
        {
            TakeInNew();
        }

        if (!_written.TryGetValue(body, out Queue<(FeedLedger Feed, long Sequence)>? copies))
        {
            return false;
        }

        // Each copy is to be published once; what comes beyond repeats the last.
        (FeedLedger feed, long sequence) = copies.Count > 1 ? copies.Dequeue() : copies.Peek();
        feed.Note(sequence);
        return true;
    }

    private void TakeInNew()
    {
        foreach (FeedLedger feed in _feeds)
        {
            foreach (FeedEvent added in feed.TakeNewWrittenEvents())
            {
                string json = Encoding.Latin1.GetString(added.ToArray());
                _written.TryAdd(json, new Queue<(FeedLedger Feed, long Sequence)>());
                _written[json].Enqueue((feed, added.Sequence));
            }
        }
    }
}
