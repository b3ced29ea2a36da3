using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OnePasswordFunctions.AzureRest;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Tests.Functions.Http;

/// <summary>The whole handler on a real socket, with tables in memory and whatever a test puts behind the other seams.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    /// <summary>The token of every app that a test does not give another; looks like nothing else in an answer.</summary>
    public const string Token = "tokenthatmustneverbeshown0123456789";

    private readonly WebApplication _app;

    private RunningApp(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(60) };
    }

    public HttpClient Client { get; }

    public InMemoryTables Tables { get; private init; } = null!;

    /// <param name="api">The Events API; null for the real client.</param>
    /// <param name="publisher">The hub; null for the real client.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="settings">Settings beside the required ones; a null value takes one away.</param>
    public static async Task<RunningApp> StartAsync(
        IEventsApi? api = null, IEventPublisher? publisher = null, TimeProvider? time = null, params (string Name, string? Value)[] settings)
    {
        var values = new Dictionary<string, string?>
        {
            ["FUNCTIONS_CUSTOMHANDLER_PORT"] = "0",
            ["OnePassword:ServerUrl"] = "http://127.0.0.1:9",
            ["OnePassword:ApiToken"] = Token,
            ["EventHubConnection"] = "Endpoint=sb://127.0.0.1:9/;SharedAccessKeyName=send;SharedAccessKey=hubkeythatmustneverbeshown;UseDevelopmentEmulator=true",
            ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true",
            ["AuditEventsSchedule"] = "0 * * * * *",
            ["ItemUsageActionsSchedule"] = "0 * * * * *",
            ["SignInAttemptsSchedule"] = "0 * * * * *",
        };
        foreach ((string name, string? value) in settings)
        {
            values[name.Replace("__", ":", StringComparison.Ordinal)] = value;
        }

        var tables = new InMemoryTables();
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        WebApplication app = IngesterHost.Build(configuration, time ?? TimeProvider.System, services => Replace(services, api, publisher, tables));
        await app.StartAsync();
        return new RunningApp(app) { Tables = tables };
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
        }

        services.AddSingleton(provider => new TableClient(
            new Uri("http://127.0.0.1:9/account"), TimeSpan.FromSeconds(10), AzurePipeline.Create(new NoAuthorization(), tables), provider.GetRequiredService<TimeProvider>()));
    }
}
