using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Functions;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Settings;
using OnePasswordFunctions.Tests.Fakes;
using OnePasswordFunctions.Tests.Functions.Http;

namespace OnePasswordFunctions.Tests.Diagnostics;

/// <summary>What the timer functions share, in front of a feed in memory, with everything that it logs in hand.</summary>
internal sealed class TimerHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly TimerRuns _runs;

    private TimerHost(ObservedFeed feed, OtlpExport? export, IReadOnlyDictionary<string, string?> settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(Log);
        services.AddSingleton<IHostApplicationLifetime>(Lifetime);
        services.AddSingleton(new RunReporter(
            new TokenWatch(feed.Options, new Uri("https://events.1password.com"), feed.Time, Logger<TokenWatch>()), export, feed.Time, Logger<RunReporter>()));
        services.AddSingleton(new RunHistory(TestTables.Options, TestTables.Over(new InMemoryTables()), Logger<RunHistory>()));
        services.AddSingleton(_ => feed.CreateIngester());
        _services = services.BuildServiceProvider();
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        _runs = new TimerRuns(_services, IngesterSettings.Read(configuration), feed.Time, Logger<TimerRuns>());
    }

    public RecordingLoggerFactory Log { get; } = new();

    public ApplicationLifetime Lifetime { get; } = new(NullLogger<ApplicationLifetime>.Instance);

    /// <summary>The records of all runs, in order.</summary>
    public IReadOnlyList<JsonElement> Records => [.. Log.Entries.Where(entry => entry.Id is 904 or 905).Select(entry => Parse(entry.Message))];

    /// <summary>Everything that was logged beside the records.</summary>
    public IReadOnlyList<LogEntry> OtherLines => [.. Log.Entries.Where(entry => entry.Id is not (904 or 905))];

    /// <param name="feed">The feed behind the functions.</param>
    /// <param name="export">Where telemetry goes; null for nowhere.</param>
    /// <param name="settings">Settings that take the place of good ones.</param>
    public static Task<TimerHost> StartAsync(ObservedFeed feed, OtlpExport? export = null, params (string Name, string? Value)[] settings)
    {
        Dictionary<string, string?> values = GoodSettings.Create();
        foreach ((string name, string? value) in settings)
        {
            values[name] = value;
        }

        return Task.FromResult(new TimerHost(feed, export, values));
    }

    /// <summary>Fires the feed's timer as the worker does; returns how the invocation failed, or null, and the run's record.</summary>
    public async Task<(RunFailedException? Failure, JsonElement Record)> FireAsync(EventFeed feed, string? traceParent = null, CancellationToken cancellationToken = default)
    {
        RunFailedException? failure = null;
        try
        {
            await _runs.RunAsync(feed, Invocation.From("invocation-1", traceParent, null), cancellationToken);
        }
        catch (RunFailedException e)
        {
            failure = e;
        }

        return (failure, Records[^1]);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static JsonElement Parse(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }

    private Logger<T> Logger<T>() => new(Log);
}
