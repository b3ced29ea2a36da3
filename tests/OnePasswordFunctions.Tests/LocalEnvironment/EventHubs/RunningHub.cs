using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using OnePasswordFunctions.LocalEnvironment.EventHubs;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventHubs;

/// <summary>A started stand-in and a sender that speaks to it by the documented contract.</summary>
internal sealed class RunningHub : IAsyncDisposable
{
    public const string Hub = "onepassword-events";
    public const string Send = $"/{Hub}/messages?timeout=60&api-version=2014-01";
    private const string BatchType = "application/vnd.microsoft.servicebus.json";

    private readonly EventHubStandInOptions _options = new();

    private RunningHub(Action<EventHubStandInOptions>? configure, TimeProvider timeProvider)
    {
        configure?.Invoke(_options);
        StandIn = new EventHubStandIn(_options, timeProvider);
    }

    public EventHubStandIn StandIn { get; }

    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Used as the Authorization header of each send; null signs for the namespace.</summary>
    public string? Authorization { get; set; }

    public static async Task<RunningHub> StartAsync(Action<EventHubStandInOptions>? configure = null, TimeProvider? timeProvider = null)
    {
        var running = new RunningHub(configure, timeProvider ?? TimeProvider.System);
        await running.StandIn.StartAsync(CancellationToken.None);
        running.Client.BaseAddress = running.StandIn.BaseAddress;
        return running;
    }

    public static string Sign(string resource, string keyName, string key, DateTimeOffset expiry)
    {
        string encoded = Uri.EscapeDataString(resource);
        long seconds = expiry.ToUnixTimeSeconds();
        string signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{encoded}\n{seconds}")));
        return $"SharedAccessSignature sr={encoded}&sig={Uri.EscapeDataString(signature)}&se={seconds}&skn={keyName}";
    }

    /// <summary>A signature that is valid for an hour.</summary>
    public string Sign(string path) => Sign(new Uri(StandIn.BaseAddress, path).ToString(), _options.KeyName, _options.Key, DateTimeOffset.UtcNow.AddHours(1));

    public Task<HttpResponseMessage> PostAsync(string body, string path = Send, string contentType = BatchType)
        => PostAsync(Encoding.UTF8.GetBytes(body), path, contentType);

    public async Task<HttpResponseMessage> PostAsync(byte[] body, string path = Send, string contentType = BatchType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Headers.TryAddWithoutValidation("Authorization", Authorization ?? Sign("/"));
        if (contentType.Length > 0)
        {
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        return await Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await StandIn.DisposeAsync();
    }
}
