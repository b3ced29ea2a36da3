using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OnePasswordFunctions.Benchmarks.Pipeline;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Benchmarks.Proof;

/// <summary>Calls <c>prove-delivery</c> until the whole period is compared, and measures the worker meanwhile.</summary>
internal sealed class ProofMeasurement(WorkerUnderTest worker, EventFeed feed)
{
    private const int MostCalls = 100;

    private static readonly string[] Counts = ["served", "once", "repeated", "altered", "dead_letters", "waiting", "not_covered", "missing", "messages_read"];

    private readonly ProofFigures _figures = new();

    /// <exception cref="InvalidOperationException">A call was refused, or the calls come to no end.</exception>
    public async Task<ProofFigures> ProveAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = worker.BaseAddress, Timeout = TimeSpan.FromMinutes(5) };

        // The worker has started its web server and answered once.
        using (await client.GetAsync("/api/status", cancellationToken))
        {
            _figures.IdleMemory = worker.Memory;
        }

        worker.ForgetPeak();
        (long start, TimeSpan cpu) = (Stopwatch.GetTimestamp(), worker.CpuTime);
        string? begin = Text(from);
        while (begin is not null)
        {
            JsonNode proof = await CallAsync(client, begin, Text(to), cancellationToken);
            Note(proof);
            string? next = (string?)proof["continue_from"];
            begin = next == begin || _figures.Calls == MostCalls ? throw new InvalidOperationException($"The proof does not get on: {proof.ToJsonString()}") : next;
        }

        (_figures.Elapsed, _figures.Cpu, _figures.PeakMemory) = (Stopwatch.GetElapsedTime(start), worker.CpuTime - cpu, worker.PeakMemory);
        return _figures;
    }

    private async Task<JsonNode> CallAsync(HttpClient client, string from, string to, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        using HttpResponseMessage response = await client.GetAsync($"/api/prove-delivery?event_type={feed.Name}&from_date={from}&to_date={to}", cancellationToken);
        TimeSpan taken = Stopwatch.GetElapsedTime(start);
        (_figures.Calls, _figures.LongestCall) = (_figures.Calls + 1, taken > _figures.LongestCall ? taken : _figures.LongestCall);
        return response.IsSuccessStatusCode
            ? (await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken))!
            : throw new InvalidOperationException($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
    }

    private void Note(JsonNode proof)
    {
        foreach (string name in Counts)
        {
            _figures.Add(name, (long)proof[name]!);
        }

        // One that is partial only for its period is followed by another.
        _figures.Status = proof["continue_from"] is not null && (string?)proof["status"] == "partial" ? "partial" : (string)proof["status"]!;
        _figures.Gaps = proof["streams"]!.AsArray().Where(stream => (bool)stream!["current"]!).Sum(stream => (long)stream!["missing"]!);
        Console.WriteLine($"  call {_figures.Calls}: {(string?)proof["status"]} up to {(string?)proof["proven_to"]} {(string?)proof["partial"]}");
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
