using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Functions.Http;

/// <summary>Everything behind the functions on a real socket, with tables in memory and whatever a test puts behind the other seams.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    /// <summary>The token of every app that a test does not give another; looks like nothing else in an answer.</summary>
    public const string Token = GoodSettings.Token;

    private readonly WebApplication _app;

    private RunningApp(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(60) };
    }

    public HttpClient Client { get; }

    public InMemoryTables Tables { get; private init; } = null!;

    /// <summary>What the app has logged.</summary>
    public RecordingLoggerFactory Log { get; private init; } = null!;

    /// <param name="api">The Events API; null for the real client.</param>
    /// <param name="publisher">The hub; null for the real client. Read too if it can be.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="settings">Settings beside the required ones; a null value takes one away.</param>
    public static async Task<RunningApp> StartAsync(
        IEventsApi? api = null, IEventPublisher? publisher = null, TimeProvider? time = null, params (string Name, string? Value)[] settings)
    {
        Dictionary<string, string?> values = GoodSettings.Create();
        foreach ((string name, string? value) in settings)
        {
            values[name.Replace("__", ":", StringComparison.Ordinal)] = value;
        }

        var tables = new InMemoryTables();
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        var log = new RecordingLoggerFactory();
        builder.Logging.AddProvider(log);
        IngesterHost.AddServices(builder.Services, configuration, time ?? TimeProvider.System);
        Replace(builder.Services, api, publisher, tables);
        WebApplication app = builder.Build();
        app.UseRouting();
        FunctionRoutes.Map(app);
        await app.StartAsync();
        return new RunningApp(app) { Tables = tables, Log = log };
    }

    public async Task<(HttpResponseMessage Response, string Body)> GetAsync(string path, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        HttpResponseMessage response = await Client.SendAsync(request);
        return (response, await response.Content.ReadAsStringAsync());
    }

    public async Task<(HttpResponseMessage Response, string Body)> PostAsync(string path, string json)
    {
        HttpResponseMessage response = await Client.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));
        return (response, await response.Content.ReadAsStringAsync());
    }

    public async Task<(HttpResponseMessage Response, JsonElement Json)> GetJsonAsync(string path)
    {
        (HttpResponseMessage response, string body) = await GetAsync(path);
        using JsonDocument document = JsonDocument.Parse(body);
        return (response, document.RootElement.Clone());
    }

    /// <summary>Stops as the app does in Azure: what is under way is finished first.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private static void Replace(IServiceCollection services, IEventsApi? api, IEventPublisher? publisher, InMemoryTables tables)
    {
        if (api is not null)
        {
            services.AddSingleton(api);
        }

        if (publisher is not null)
        {
            services.AddSingleton(publisher);
            if (publisher is IHubReader reader)
            {
                services.AddSingleton(reader);
            }
        }

        services.AddSingleton(provider => TestTables.Over(tables, provider.GetRequiredService<CursorStoreOptions>(), provider.GetRequiredService<TimeProvider>()));
    }
}
