using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace OnePasswordFunctions.Benchmarks.Pipeline;

/// <summary>
/// The least that a .NET program can do: read each page and send its bytes on, with no parsing, batching, commit or guarantee.
/// Runs as a process of its own in the same benchmark run, so that its CPU can be compared.
/// </summary>
internal static class ForwardingBaseline
{
    public const string Command = "forward";

    /// <param name="args">API address, token, sink address, the sink's Authorization.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(new[] { "auditevents", "itemusages", "signinattempts" }.Select(feed => DrainAsync(feed, args, cancellationToken)));
        using Process self = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{self.TotalProcessorTime.TotalSeconds} {Stopwatch.GetElapsedTime(start).TotalSeconds}"));
        return 0;
    }

    private static async Task DrainAsync(string feed, string[] args, CancellationToken cancellationToken)
    {
        using var api = new HttpClient { BaseAddress = new Uri(args[0]) };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", args[1]);
        using var sink = new HttpClient();
        sink.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", args[3]);
        string body = "{\"limit\":1000,\"start_time\":\"2020-01-01T00:00:00Z\"}";
        byte[] page = new byte[4 * 1024 * 1024];
        bool hasMore = true;
        while (hasMore)
        {
            int length = await ReadPageAsync(api, feed, body, page, cancellationToken);
            (string cursor, hasMore) = ReadEnvelope(page.AsSpan(0, length));
            body = $"{{\"cursor\":\"{cursor}\"}}";
            using var content = new ByteArrayContent(page, 0, length);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.microsoft.servicebus.json");
            using HttpResponseMessage accepted = await sink.PostAsync(new Uri(args[2]), content, cancellationToken);
            accepted.EnsureSuccessStatusCode();
        }
    }

    private static async Task<int> ReadPageAsync(HttpClient api, string feed, string body, byte[] page, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v2/{feed}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
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
