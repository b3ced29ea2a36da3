using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventsApi;

/// <summary>A started simulator and a client that speaks to it.</summary>
internal sealed class RunningSimulator : IAsyncDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None }) { Timeout = TimeSpan.FromSeconds(30) };

    private RunningSimulator(SimulatorOptions options, TimeProvider timeProvider) => Simulator = new EventsApiSimulator(options, timeProvider);

    public EventsApiSimulator Simulator { get; }

    public HttpClient Client => _client;

    public static async Task<RunningSimulator> StartAsync(Action<SimulatorOptions>? configure = null, TimeProvider? timeProvider = null)
    {
        var options = new SimulatorOptions();
        configure?.Invoke(options);
        var running = new RunningSimulator(options, timeProvider ?? TimeProvider.System);
        await running.Simulator.StartAsync(CancellationToken.None);
        running._client.BaseAddress = running.Simulator.BaseAddress;
        running._client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", running.Simulator.Token);
        return running;
    }

    public Task<HttpResponseMessage> PostAsync(SimulatedFeed feed, string body)
        => _client.PostAsync("/api/v2/" + feed.Name, new StringContent(body, Encoding.UTF8, "application/json"));

    /// <summary>Reads one page that must be a 200.</summary>
    public async Task<ReadPage> ReadPageAsync(SimulatedFeed feed, string body)
    {
        using HttpResponseMessage response = await PostAsync(feed, body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return ReadPage.Parse(await response.Content.ReadAsByteArrayAsync());
    }

    /// <summary>Reads from a start to the feed's present end.</summary>
    public async Task<IReadOnlyList<string>> ReadAllAsync(SimulatedFeed feed, string start = """{"limit":1000,"start_time":"2020-01-01T00:00:00Z"}""")
    {
        var items = new List<string>();
        ReadPage page = await ReadPageAsync(feed, start);
        items.AddRange(page.Items);
        while (page.HasMore)
        {
            page = await ReadPageAsync(feed, page.Next);
            items.AddRange(page.Items);
        }

        return items;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Simulator.DisposeAsync();
    }
}
