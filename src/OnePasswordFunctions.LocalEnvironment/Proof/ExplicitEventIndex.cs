using System.Text.Json;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.LocalEnvironment.Proof;

/// <summary>Finds events that a test added itself by their bytes, since they need not have a uuid.</summary>
internal sealed class ExplicitEventIndex(EventsApiSimulator simulator)
{
    private readonly Dictionary<ulong, List<(SimulatedFeed Feed, EventReference Event)>> _byHash = [];
    private readonly Dictionary<string, SimulatedFeed> _byUuid = new(StringComparer.Ordinal);
    private readonly int[] _indexed = new int[SimulatedFeeds.All.Length];

    /// <summary>The events that have exactly these bytes.</summary>
    public IReadOnlyList<(SimulatedFeed Feed, EventReference Event)> Find(ReadOnlySpan<byte> body)
    {
        ulong hash = BodyHash.Of(body);
        if (!_byHash.ContainsKey(hash))
        {
            TakeInNew();
        }

        return _byHash.TryGetValue(hash, out List<(SimulatedFeed Feed, EventReference Event)>? found) && found[0].Event.ToArray().AsSpan().SequenceEqual(body) ? found : [];
    }

    /// <summary>Whether some event has the uuid that these bytes have, though not the same bytes.</summary>
    public bool TryFindByUuid(ReadOnlySpan<byte> body, out SimulatedFeed feed)
    {
        feed = default;
        return ReadUuid(body) is { } uuid && _byUuid.TryGetValue(uuid, out feed);
    }

    private static string? ReadUuid(ReadOnlySpan<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json.ToArray(), new JsonDocumentOptions { MaxDepth = 1000 });
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("uuid", out JsonElement uuid)
                && uuid.ValueKind == JsonValueKind.String
                ? uuid.GetString()
                : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
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
                ulong hash = BodyHash.Of(json);
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
