using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Diagnostics.Connection;
using OnePasswordFunctions.Diagnostics.Feeds;
using OnePasswordFunctions.Functions.Http.Connection;
using OnePasswordFunctions.Functions.Http.Events;
using OnePasswordFunctions.Functions.Http.Feeds;
using OnePasswordFunctions.Functions.Http.Proof;
using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>Registers what the HTTP functions are made of. Nothing of it is made before the first call.</summary>
internal static class HttpServices
{
    public static void Add(IServiceCollection services, IngesterSettings settings, IConfiguration configuration)
    {
        services.AddSingleton(settings.EventsApi);
        services.AddSingleton(settings.EventHub);
        services.AddSingleton<BoundedRequest>();
        services.AddSingleton<GetEventsEndpoint>();
        services.AddSingleton<ProveDeliveryEndpoint>();
        services.AddSingleton<CheckRunner>();
        services.AddTransient<NetworkChecks>();
        services.AddTransient<TokenChecks>();
        services.AddTransient<FeedChecks>();
        services.AddTransient<TableChecks>();
        services.AddTransient<ConnectionTest>();
        services.AddTransient<TestConnectionEndpoint>();
        // Not made at the first call, which may come late.
        services.AddSingleton(new AppStart(TimeProvider.System.GetUtcNow()));
        services.AddSingleton<FeedJudge>();
        services.AddSingleton(provider => new FeedStatusReader(
            provider.GetRequiredService<ICursorStore>(), provider.GetRequiredService<RunHistory>(), provider.GetRequiredService<LastProofs>(), provider.GetRequiredService<FeedJudge>(),
            configuration, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new StatusEndpoint(
            provider.GetRequiredService<FeedStatusReader>(), settings.Ingestion, configuration,
            provider.GetRequiredService<Diagnostics.SecretRedactor>(), provider.GetRequiredService<TimeProvider>()));
    }
}
