using System.Security.Cryptography;
using System.Text.Json;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.LocalEnvironment.Proof;

/// <summary>Finds events that somebody added by their bytes, since they need not have a uuid.</summary>
internal sealed class ExplicitEventIndex(EventsApiSimulator simulator)
{
    private readonly Dictionary<string, List<(SimulatedFeed Feed, EventReference Event)>> _byHash = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimulatedFeed> _byUuid = new(StringComparer.Ordinal);
    private readonly int[] _indexed = new int[SimulatedFeeds.All.Length];

    /// <summary>The events that have exactly these bytes.</summary>
    public IReadOnlyList<(SimulatedFeed Feed, EventReference Event)> Find(ReadOnlySpan<byte> body)
    {
        string hash = HashOf(body);
        if (!_byHash.ContainsKey(hash))
        {
            TakeInNew();
        }

        return _byHash.TryGetValue(hash, out List<(SimulatedFeed Feed, EventReference Event)>? found) ? found : [];
    }

    /// <summary>Whether some event has the uuid that these bytes have, though not the same bytes.</summary>
    public bool TryFindByUuid(ReadOnlySpan<byte> body, out SimulatedFeed feed)
    {
        feed = default;
        return ReadUuid(body.ToArray()) is { } uuid && _byUuid.TryGetValue(uuid, out feed);
    }

    private static string HashOf(ReadOnlySpan<byte> body) => Convert.ToHexString(SHA256.HashData(body));

    private static string? ReadUuid(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 });
            return document.RootElement.GetProperty("uuid").GetString();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private void TakeInNew()
    {
        foreach (SimulatedFeed feed in SimulatedFeeds.All)
        {
            IReadOnlyList<EventReference> all = simulator.Log(feed).ExplicitEvents();
            foreach (EventReference added in all.Skip(_indexed[(int)feed]))
            {
                byte[] json = added.ToArray();
                string hash = HashOf(json);
                _byHash.TryAdd(hash, []);
                _byHash[hash].Add((feed, added));
                if (ReadUuid(json) is { } uuid)
                {
                    _byUuid[uuid] = feed;
                }
            }

            _indexed[(int)feed] = all.Count;
        }
    }
}
