using System.Globalization;
using System.Net;
using Azure.Core.Pipeline;
using OnePasswordFunctions.AzureRest;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Diagnostics.Connection;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Functions;
using OnePasswordFunctions.Functions.Http;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions;

/// <summary>The composition root: settings in, a web application that serves the Functions host out. The tests use it too.</summary>
internal static class IngesterHost
{
    /// <summary>The exit code after an orderly stop: newer and older Functions hosts both start the handler again on it, and neither counts it as a crash.</summary>
    public const int OrderlyExitCode = 200;

    private const string PortVariable = "FUNCTIONS_CUSTOMHANDLER_PORT";
    private const int DefaultPort = 8080;

    /// <summary>Builds the application.</summary>
    /// <param name="configuration">The app settings.</param>
    /// <param name="time">The clock.</param>
    /// <param name="replace">Puts other things behind the seams; for tests.</param>
    public static WebApplication Build(IConfiguration configuration, TimeProvider time, Action<IServiceCollection>? replace = null)
    {
        IngesterSettings settings = IngesterSettings.Read(configuration);
        var redactor = new SecretRedactor(Secrets(settings));
        var output = new LineOutput(Console.OpenStandardOutput(), Console.OpenStandardError(), redactor);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, ReadPort(configuration));
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(output);
        builder.Services.AddSingleton(redactor);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.Logging.AddProvider(new JsonLineLoggerProvider(output, time));
        if (settings.Problems.Count == 0)
        {
            AddIngestion(builder.Services, settings);
            HttpServices.Add(builder.Services, settings, configuration);
        }

        replace?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        Map(app, settings);
        return app;
    }

    /// <summary>Runs until the process is asked to stop.</summary>
    public static async Task<int> RunAsync()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        await using WebApplication app = Build(configuration, TimeProvider.System);
        await app.RunAsync();
        return OrderlyExitCode;
    }

    private static void AddIngestion(IServiceCollection services, IngesterSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(settings.Ingestion);
        services.AddSingleton<IEventsApi>(provider => new EventsApiClient(settings.EventsApi, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => CreateTables(settings.CursorStore, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ICursorStore>(provider => new TableCursorStore(settings.CursorStore, provider.GetRequiredService<TableClient>()));
        services.AddSingleton(settings.CursorStore);
        services.AddSingleton<RunHistory>();
        services.AddSingleton<IEventPublisher>(provider => CreatePublisher(settings, provider));
        services.AddSingleton(provider => new HubChecks(
            settings.EventHub, settings.Ingestion, CreateHubPipeline(settings.EventHub, provider), provider.GetRequiredService<CheckRunner>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new Ingestion.RetryPolicy(Random.Shared.NextDouble));
        services.AddSingleton<Func<string>>(() => Guid.NewGuid().ToString("N"));
        services.AddSingleton<FeedIngester>();
        AddReporting(services, settings);
        services.AddSingleton<TimerEndpoints>();
    }

    private static void AddReporting(IServiceCollection services, IngesterSettings settings)
    {
        if (settings.Telemetry is { } telemetry)
        {
            services.AddSingleton(_ => OtlpExport.Start(telemetry));
        }

        services.AddSingleton(provider => new TokenWatch(
            settings.Ingestion, settings.EventsApi.ServerUrl, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<TokenWatch>>()));
        services.AddSingleton(provider => new RunReporter(
            provider.GetRequiredService<TokenWatch>(), provider.GetService<OtlpExport>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RunReporter>>()));
    }

    private static TableClient CreateTables(CursorStoreOptions options, TimeProvider time)
    {
        AzureAccess access = options.Access!;
        HttpPipelinePolicy authorization = access switch
        {
            { Key: { } key } => new SharedKeyLitePolicy(key, time),
            { Signature: { } signature } => new QuerySignaturePolicy(signature),
            _ => new BearerTokenAuthenticationPolicy(access.Credential!, "https://storage.azure.com/.default"),
        };
        return new TableClient(access.Endpoint, options.AttemptTimeout, AzurePipeline.Create(authorization, AzurePipeline.CreateHandler()), time);
    }

    private static EventHubPublisher CreatePublisher(IngesterSettings settings, IServiceProvider provider) => new(
        settings.EventHub, settings.EventsApi.ServerUrl, CreateHubPipeline(settings.EventHub, provider),
        provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<EventHubPublisher>>());

    private static HttpPipeline CreateHubPipeline(EventHubOptions options, IServiceProvider provider)
    {
        AzureAccess access = options.Access!;
        HttpPipelinePolicy authorization = access switch
        {
            { Key: { } key } => new SharedAccessSignaturePolicy(access.Endpoint, key, provider.GetRequiredService<TimeProvider>()),
            { Signature: { } signature } => new FixedAuthorizationPolicy(signature),
            _ => new BearerTokenAuthenticationPolicy(access.Credential!, "https://eventhubs.azure.net/.default"),
        };
        return AzurePipeline.Create(authorization, AzurePipeline.CreateHandler());
    }

    private static void Map(WebApplication app, IngesterSettings settings)
    {
        app.UseRouting();
        app.MapGet("/", (RequestDelegate)(context => context.Response.WriteAsync("{\"status\":\"ready\"}", context.RequestAborted)));
        ILogger logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(IngesterHost).FullName!);
        foreach (string caution in settings.Cautions)
        {
            StartupLog.Caution(logger, caution);
        }

        if (settings.Problems.Count > 0)
        {
            var bad = new BadSettingsEndpoints(settings.Problems, app.Services.GetRequiredService<LineOutput>(), app.Services.GetRequiredService<TimeProvider>(),
                app.Services.GetRequiredService<ILogger<BadSettingsEndpoints>>());
            bad.Report();
            bad.Map(app);
            return;
        }

        app.Services.GetRequiredService<TimerEndpoints>().Map(app);
        app.Services.GetRequiredService<HttpEndpoints>().Map(app);
    }

    private static int ReadPort(IConfiguration configuration) =>
        int.TryParse(configuration[PortVariable], NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= IPEndPoint.MaxPort ? port : DefaultPort;

    private static IEnumerable<string?> Secrets(IngesterSettings settings) =>
    [
        settings.EventsApi.ApiToken, settings.EventHub.Access?.Key?.Value, settings.EventHub.Access?.Signature,
        settings.CursorStore.Access?.Key?.Value, settings.CursorStore.Access?.Signature, settings.Telemetry?.Headers,
    ];
}
