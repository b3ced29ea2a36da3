using System.Net.Http.Headers;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Benchmarks.Pipeline;

/// <summary>
/// What the SDK alone costs: the events of a feed's first page, read before the clock starts, are sent over and over, with no requests
/// for pages and no commits; as bare messages without properties, or as the product's own messages.
/// </summary>
internal sealed class SdkBaseline
{
    public const string Command = "send";

    /// <summary>The largest message of the stand-in's links, less what a bare message adds to each body.</summary>
    private const int BareBytes = 1_000_000, LinkBytes = 1_048_576;

    private readonly EventFeed _feed;
    private readonly EventPage _page;
    private readonly EventBatch _batch;

    private SdkBaseline(EventFeed feed, Uri server, EventPage page) =>
        (_feed, _page, _batch) = (feed, page, new EventBatch(feed, IngestMode.Timer, server));

    public static async Task<SdkBaseline> CreateAsync(EventFeed feed, Uri server, string token, CancellationToken cancellationToken)
    {
        using var api = new HttpClient { BaseAddress = server };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        byte[] page = LargeBuffers.Pool.Rent(4 * 1024 * 1024);
        int length = await ForwardingBaseline.ReadPageAsync(api, feed, ForwardingBaseline.FirstRequest, page, cancellationToken);
        return new SdkBaseline(feed, server, EventPageReader.Read(page, length));
    }

    /// <summary>Sends so many events as bare messages, in batches of up to a page.</summary>
    public async Task SendBareAsync(int events, EventHubProducerClient producer, CancellationToken cancellationToken)
    {
        var batch = new List<EventData>(_page.Count);
        for (int sent = 0; sent < events; sent += batch.Count)
        {
            batch.Clear();
            int bytes = 0;
            while (batch.Count < Math.Min(_page.Count, events - sent) && (bytes += _page.GetEvent(batch.Count).Length) <= BareBytes)
            {
                batch.Add(new EventData(_page.GetEventMemory(batch.Count)));
            }

            await producer.SendAsync(batch, cancellationToken);
        }
    }

    /// <summary>Sends so many events as the product's messages, in the product's batches.</summary>
    public async Task SendMessagesAsync(int events, EventHubProducerClient producer, CancellationToken cancellationToken)
    {
        for (int sent = 0; sent < events; sent += _batch.Count)
        {
            int first = sent % _page.Count;
            _batch.Fill(new PublishRequest(_feed, IngestMode.Timer, _page, first, Math.Min(_page.Count, first + events - sent), new StreamPosition(Guid.Empty.ToString("N"), sent)), LinkBytes);
            await producer.SendAsync(_batch.Events, cancellationToken);
        }
    }
}
