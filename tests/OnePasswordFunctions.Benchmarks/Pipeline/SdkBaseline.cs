using System.Net.Http.Headers;
using System.Text.Json;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Benchmarks.Pipeline;

/// <summary>
/// What the SDK alone costs: the bodies of a feed's first page, read before the clock starts, are sent over and over as bare messages
/// of a list: no properties, no requests for pages, no parsing, no commits.
/// </summary>
internal sealed class SdkBaseline
{
    public const string Command = "send";

    /// <summary>Below the link's limit by what a bare message adds to each body.</summary>
    private const int BatchBytes = 1_000_000;

    private readonly List<byte[]> _bodies;

    private SdkBaseline(List<byte[]> bodies) => _bodies = bodies;

    public static async Task<SdkBaseline> CreateAsync(EventFeed feed, Uri server, string token, CancellationToken cancellationToken)
    {
        using var api = new HttpClient { BaseAddress = server };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        byte[] page = new byte[4 * 1024 * 1024];
        int length = await ForwardingBaseline.ReadPageAsync(api, feed, ForwardingBaseline.FirstRequest, page, cancellationToken);
        using JsonDocument document = JsonDocument.Parse(page.AsMemory(0, length));
        return new SdkBaseline([.. document.RootElement.GetProperty("items").EnumerateArray().Select(item => System.Text.Encoding.UTF8.GetBytes(item.GetRawText()))]);
    }

    /// <summary>Sends so many events in batches of up to a page.</summary>
    public async Task RunAsync(int events, EventHubProducerClient producer, CancellationToken cancellationToken)
    {
        var batch = new List<EventData>(_bodies.Count);
        for (int sent = 0; sent < events; sent += batch.Count)
        {
            batch.Clear();
            int bytes = 0;
            while (batch.Count < Math.Min(_bodies.Count, events - sent) && bytes + _bodies[batch.Count].Length <= BatchBytes)
            {
                bytes += _bodies[batch.Count].Length;
                batch.Add(new EventData(_bodies[batch.Count]));
            }

            await producer.SendAsync(batch, cancellationToken);
        }
    }
}
