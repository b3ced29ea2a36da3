using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Benchmarks.Pipeline;

/// <summary>
/// The least that a .NET program can do: read each page and send its bytes on as one message, with no parsing, batching, commit or
/// guarantee.
/// </summary>
internal static class ForwardingBaseline
{
    public const string Command = "forward";

    /// <summary>Reads one feed from its first page to its last.</summary>
    public static async Task RunAsync(EventFeed feed, Uri server, string token, EventHubProducerClient producer, CancellationToken cancellationToken)
    {
        using var api = new HttpClient { BaseAddress = server };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        string body = FirstRequest;
        byte[] page = new byte[4 * 1024 * 1024];
        bool hasMore = true;
        while (hasMore)
        {
            int length = await ReadPageAsync(api, feed, body, page, cancellationToken);
            (string cursor, hasMore) = ReadEnvelope(page.AsSpan(0, length));
            body = $"{{\"cursor\":\"{cursor}\"}}";
            await producer.SendAsync([new EventData(page.AsMemory(0, length))], cancellationToken);
        }
    }

    /// <summary>Asks for the first thousand events of a feed.</summary>
    public static string FirstRequest => "{\"limit\":1000,\"start_time\":\"2020-01-01T00:00:00Z\"}";

    /// <summary>Reads a page into <paramref name="page"/>; returns its length.</summary>
    public static async Task<int> ReadPageAsync(HttpClient api, EventFeed feed, string body, byte[] page, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, feed.ApiPath) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using HttpResponseMessage response = await api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await stream.ReadAtLeastAsync(page, page.Length, throwOnEndOfStream: false, cancellationToken);
    }

    /// <summary>The members stand before the items, behind them, or on both sides, as the feeds of the API have it.</summary>
    private static (string Cursor, bool HasMore) ReadEnvelope(ReadOnlySpan<byte> page)
    {
        string before = Encoding.UTF8.GetString(page[..page.IndexOf("\"items\":["u8)]).TrimStart('{').TrimEnd(',');
        string behind = Encoding.UTF8.GetString(page[(page.LastIndexOf((byte)']') + 1)..]).TrimStart(',').TrimEnd('}');
        using JsonDocument document = JsonDocument.Parse("{" + string.Join(",", new[] { before, behind }.Where(part => part.Length > 0)) + "}");
        return (document.RootElement.GetProperty("cursor").GetString()!, document.RootElement.GetProperty("has_more").GetBoolean());
    }
}
