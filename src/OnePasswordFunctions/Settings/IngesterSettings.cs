using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Azure.Messaging.EventHubs;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Settings;

/// <summary>
/// All settings, read once at start-up. When there are <see cref="Problems"/> the options must not be used: the app stays up
/// and answers with the list.
/// </summary>
internal sealed partial class IngesterSettings
{
    private IngesterSettings(IConfiguration configuration)
    {
        var reader = new SettingReader(configuration);
        EventsApi = ReadEventsApi(reader);
        Ingestion = ReadIngestion(reader, EventsApi.ApiToken);
        EventHub = ReadEventHub(reader, EventsApi.UseSystemProxy);
        ConsumerGroup = reader.Matching(SettingCatalogue.EventHubConsumerGroup, ConsumerGroupName()) ?? SettingCatalogue.EventHubConsumerGroup.Default!;
        CursorStore = ReadCursorStore(reader, configuration);
        (Schedules, ProofSchedule) = ScheduleSettings.Read(reader);
        Telemetry = TelemetrySettings.Read(reader);
        foreach (string caution in UnreadSettings.Describe(configuration))
        {
            reader.Caution(caution);
        }

        Problems = reader.Problems;
        Cautions = reader.Cautions;
    }

    public EventsApiOptions EventsApi { get; }

    public IngestionOptions Ingestion { get; }

    public EventHubOptions EventHub { get; }

    public CursorStoreOptions CursorStore { get; }

    /// <summary>The consumer group that the proof of delivery reads the hub with.</summary>
    public string ConsumerGroup { get; }

    /// <summary>When the host fires each feed's timer.</summary>
    public IReadOnlyDictionary<EventFeed, TimerSchedule> Schedules { get; }

    /// <summary>When the host fires the proof of delivery; null when it does not.</summary>
    public TimerSchedule? ProofSchedule { get; }

    /// <summary>Where metrics and traces go; null when they go nowhere.</summary>
    public TelemetryOptions? Telemetry { get; }

    /// <summary>What must be mended, one sentence per setting; empty when the app can run.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>What deserves a warning and still works.</summary>
    public IReadOnlyList<string> Cautions { get; }

    /// <summary>The settings in force, or their problems.</summary>
    public static IngesterSettings Read(IConfiguration configuration) => new(configuration);

    private static EventsApiOptions ReadEventsApi(SettingReader reader)
    {
        var options = new EventsApiOptions
        {
            ServerUrl = ServiceUrl.Parse(reader, SettingCatalogue.ServerUrl) ?? new Uri(SettingCatalogue.ServerUrl.Default!),
            ApiToken = ReadToken(reader),
            TrustAnyCertificate = reader.Boolean(SettingCatalogue.TrustAnyCertificate),
            UseSystemProxy = reader.Boolean(SettingCatalogue.UseSystemProxy),
        };
        if (options.TrustAnyCertificate)
        {
            reader.Caution($"{SettingCatalogue.TrustAnyCertificate.Name} is true: the Events API's certificate is not checked, so anybody in between can read the token. Use it for tests only.");
        }

        return options;
    }

    private static string ReadToken(SettingReader reader)
    {
        string? token = reader.Required(SettingCatalogue.ApiToken);
        if (token is not null && BearerToken.Objection(token) is { } objection)
        {
            reader.Reject(SettingCatalogue.ApiToken, token, objection);
        }

        return token ?? "";
    }

    private static IngestionOptions ReadIngestion(SettingReader reader, string token)
    {
        var options = new IngestionOptions
        {
            FetchEvents = reader.Boolean(SettingCatalogue.FetchEvents),
            EnabledFeeds = ReadFeeds(reader),
            MaximumPerFetch = EventFeed.All.ToFrozenDictionary(feed => feed, feed => reader.Integer(SettingCatalogue.MaximumPerFetch(feed), 1, int.MaxValue)),
            InitialLookback = reader.Duration(SettingCatalogue.InitialLookback, TimeSpan.Zero, TimeSpan.FromDays(120)),
            MaxRunDuration = reader.Duration(SettingCatalogue.MaxRunDuration, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(4.5)),
            CursorRecoveryOverlap = reader.Duration(SettingCatalogue.CursorRecoveryOverlap, TimeSpan.Zero, TimeSpan.FromDays(7)),
            TokenFingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)).AsSpan(0, 8)),
            Token = TokenClaims.TryRead(token, out TokenClaims? claims) ? claims : null,
            AcceptOtherAccount = reader.Boolean(SettingCatalogue.AcceptOtherAccount),
            ReadBackAfterCrash = reader.Boolean(SettingCatalogue.ReadBackAfterCrash),
        };
        foreach (EventFeed feed in EventFeed.All.Where(feed => options.MaximumPerFetch[feed] > IngestionOptions.UnusualMaximum))
        {
            reader.Caution($"{SettingCatalogue.MaximumPerFetch(feed).Name} is above {IngestionOptions.UnusualMaximum}: a run may then need more time than it has; the rest follows in the next run.");
        }

        return options;
    }

    private static IReadOnlyList<EventFeed> ReadFeeds(SettingReader reader)
    {
        string text = reader.Text(SettingCatalogue.EventTypes) ?? "";
        string[] names = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        EventFeed?[] feeds = [.. names.Select(name => EventFeed.TryParse(name, out EventFeed? feed) ? feed : null)];
        if (feeds.Contains(null))
        {
            reader.Reject(SettingCatalogue.EventTypes, [.. names.Where((_, index) => feeds[index] is null)]);
        }
        else if (text.Length > 0 && feeds.Length == 0)
        {
            reader.Reject(SettingCatalogue.EventTypes, text, $"it names no event type; to stop fetching set {SettingCatalogue.FetchEvents.Name} to false");
        }

        return [.. feeds.OfType<EventFeed>().Distinct()];
    }

    private static EventHubOptions ReadEventHub(SettingReader reader, bool useSystemProxy)
    {
        EventHubAccess? access = EventHubAccess.Read(reader);
        string shared = reader.Matching(SettingCatalogue.EventHubName, HubName()) ?? SettingCatalogue.EventHubName.Default!;
        var names = EventFeed.All.ToFrozenDictionary(feed => feed, feed => reader.Matching(SettingCatalogue.EventHubNameFor(feed), HubName()) ?? shared);
        if (access?.EntityPath is { } entityPath && names.Values.FirstOrDefault(name => !name.Equals(entityPath, StringComparison.OrdinalIgnoreCase)) is { } other)
        {
            reader.Reject(SettingCatalogue.EventHubName, other, $"the connection string's EntityPath is {SettingReader.Show(entityPath, "another")}; both must name the same hub");
        }

        return new EventHubOptions
        {
            ConnectionString = access?.ConnectionString,
            FullyQualifiedNamespace = access?.FullyQualifiedNamespace,
            Credential = access?.Credential,
            HubNames = names,
            Secrets = access?.Secrets ?? [],
            Proxy = useSystemProxy ? HttpClient.DefaultProxy : null,
            Transport = reader.Choice<EventHubsTransportType>(SettingCatalogue.EventHubTransport),
            MaxBatchBytes = reader.Text(SettingCatalogue.EventHubMaxBatchBytes) is null ? null : reader.Integer(SettingCatalogue.EventHubMaxBatchBytes, 4096, 20_000_000),
        };
    }

    private static CursorStoreOptions ReadCursorStore(SettingReader reader, IConfiguration configuration) => new()
    {
        Access = TableAccess.Read(reader, configuration),
        TableName = reader.Matching(SettingCatalogue.CursorTableName, TableName()) ?? SettingCatalogue.CursorTableName.Default!,
        Partition = reader.Matching(SettingCatalogue.Account, PartitionName()) ?? SettingCatalogue.Account.Default!,
    };

    [GeneratedRegex("^[A-Za-z0-9]([A-Za-z0-9._-]{0,254}[A-Za-z0-9])?$")]
    private static partial Regex HubName();

    [GeneratedRegex("^([A-Za-z0-9]([A-Za-z0-9._-]{0,48}[A-Za-z0-9])?|\\$Default)$")]
    private static partial Regex ConsumerGroupName();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{2,49}$")]
    private static partial Regex TableName();

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex PartitionName();
}
