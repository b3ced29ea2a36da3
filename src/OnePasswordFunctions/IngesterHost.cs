using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Diagnostics.Connection;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Functions;
using OnePasswordFunctions.Functions.Http;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Proof;
using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions;

/// <summary>The composition root: settings in, a Functions worker out. The tests use it too.</summary>
internal static class IngesterHost
{
    /// <summary>
    /// The exit code after an orderly stop. With 200 every generation of the Functions host starts the worker again and does not count
    /// a crash; with 0 older ones keep a dead worker.
    /// </summary>
    public const int OrderlyExitCode = 200;

    /// <summary>Runs the worker until the host or the system asks it to stop.</summary>
    /// <param name="arguments">The host's: where its gRPC endpoint is, and who the worker is.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(arguments);
        if (ServesHttp(Environment.GetEnvironmentVariable("FUNCTIONS_TARGET_GROUP")))
        {
            builder.ConfigureFunctionsWebApplication();
            WebServerPort.Hold(builder);

            // The host bounds what comes in; a lower bound here would make a defect of what is the caller's mistake.
            builder.Services.Configure<KestrelServerOptions>(server => server.Limits.MaxRequestBodySize = null);
        }

        builder.UseMiddleware<InvocationDrain>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<InvocationDrain>());
        AddServices(builder.Services, builder.Configuration, TimeProvider.System);
        AddLogging(builder);
        using IHost worker = builder.Build();
        await worker.RunAsync();
        return OrderlyExitCode;
    }

    /// <summary>
    /// Whether an instance may get HTTP requests. On Flex Consumption each timer has instances of its own, for which a web server would
    /// only cost time and memory; whatever else the platform says, or if it says nothing, the instance serves everything.
    /// </summary>
    /// <param name="group">The functions that the platform wants of this instance: <c>http</c>, or <c>function:</c> and a name; null elsewhere.</param>
    internal static bool ServesHttp(string? group) =>
        !EventFeed.All.Any(feed => string.Equals(group, "function:" + feed.FunctionName, StringComparison.OrdinalIgnoreCase));

    /// <summary>Registers everything behind the functions.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="configuration">The app settings.</param>
    /// <param name="time">The clock.</param>
    public static void AddServices(IServiceCollection services, IConfiguration configuration, TimeProvider time)
    {
        IngesterSettings settings = IngesterSettings.Read(configuration);
        services.AddSingleton(time);
        services.AddSingleton(settings);
        services.AddSingleton(new SecretRedactor(Secrets(settings)));
        services.AddSingleton(provider => new TimerRuns(provider, settings, time, provider.GetRequiredService<ILogger<TimerRuns>>()));
        services.AddSingleton(provider => new ProofRuns(provider, settings, time, provider.GetRequiredService<ILogger<ProofRuns>>()));
        services.AddSingleton(provider => new HttpAnswers(provider, settings, time, provider.GetRequiredService<ILogger<HttpAnswers>>()));
        if (settings.Problems.Count == 0)
        {
            AddIngestion(services, settings);
            HttpServices.Add(services, settings, configuration);
        }
    }

    private static void AddLogging(FunctionsApplicationBuilder builder)
    {
        // Each request would add four lines of the web server's.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        // A failed run has logged its record; the worker would add an error with an exception to it, and the host another.
        builder.Logging.AddFilter("Microsoft.Azure.Functions.Worker.FunctionsApplication", LogLevel.Critical);
        RedactingLoggerProvider.Wrap(builder.Services);
    }

    private static void AddIngestion(IServiceCollection services, IngesterSettings settings)
    {
        services.AddSingleton(settings.Ingestion);
        services.AddSingleton<IEventsApi>(provider => new EventsApiClient(settings.EventsApi, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => CursorTables.Connect(settings.CursorStore, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ICursorStore>(provider => new TableCursorStore(settings.CursorStore, provider.GetRequiredService<CursorTables>()));
        services.AddSingleton(settings.CursorStore);
        services.AddSingleton<RunHistory>();
        services.AddSingleton<IEventPublisher>(provider => CreatePublisher(settings, provider));
        services.AddSingleton(provider => new HubChecks(
            settings.EventHub, settings.Ingestion, hub => new EventHubConnector(settings.EventHub).CreateProducer(hub, HubChecks.AttemptTimeout), provider.GetRequiredService<CheckRunner>()));
        services.AddSingleton(new Ingestion.RetryPolicy(Random.Shared.NextDouble));
        services.AddSingleton<Func<string>>(() => Guid.NewGuid().ToString("N"));
        services.AddSingleton<FeedIngester>();
        services.AddSingleton<IHubReader>(provider => new HubReader(settings.EventHub, settings.ConsumerGroup, provider.GetRequiredService<TimeProvider>()));
        if (settings.Ingestion.ReadBackAfterCrash)
        {
            services.AddSingleton<ReadBack>();
        }

        services.AddSingleton<DeliveryProof>();
        services.AddSingleton<ProofReporter>();
        services.AddSingleton<LastProofs>();
        AddReporting(services, settings);
    }

    private static void AddReporting(IServiceCollection services, IngesterSettings settings)
    {
        if (settings.Telemetry is { } telemetry)
        {
            services.AddSingleton(provider => OtlpExport.TryStart(telemetry, provider.GetRequiredService<ILogger<OtlpExport>>())!);
        }

        services.AddSingleton(provider => new TokenWatch(
            settings.Ingestion, settings.EventsApi.ServerUrl, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<TokenWatch>>()));
        services.AddSingleton(provider => new RunReporter(
            provider.GetRequiredService<TokenWatch>(), provider.GetService<OtlpExport>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RunReporter>>()));
    }

    private static EventHubPublisher CreatePublisher(IngesterSettings settings, IServiceProvider provider) => new(
        settings.EventHub, settings.EventsApi.ServerUrl, new EventHubConnector(settings.EventHub).CreateProducer,
        provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<EventHubPublisher>>());

    private static IEnumerable<string?> Secrets(IngesterSettings settings) =>
    [
        settings.EventsApi.ApiToken, .. settings.EventHub.Secrets, .. settings.CursorStore.Access?.Secrets ?? [], settings.Telemetry?.Headers,
        .. SystemProxy.ReadSecrets(),
    ];
}
