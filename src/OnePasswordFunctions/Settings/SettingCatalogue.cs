using System.Collections.Immutable;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Settings;

/// <summary>Every setting that the app reads. docs/configuration.md lists the same, and a test holds the two together.</summary>
internal static class SettingCatalogue
{
    private const string Boolean = "true or false";

    private const string Schedules = "an NCRONTAB expression of five or six fields that has a time to come, such as '0 */5 * * * *', in UTC; or an interval (hh:mm:ss) on Premium and dedicated plans";

    public static readonly Setting ServerUrl = new("OnePassword__ServerUrl", "https://events.1password.com",
        "an https URL without path, such as https://events.1password.com, https://events.1password.eu, https://events.1password.ca or https://events.ent.1password.com; http only for a loopback address");

    public static readonly Setting ApiToken = new("OnePassword__ApiToken", null,
        "the bearer token of a 1Password Events Reporting integration; in Azure a Key Vault reference that resolves", IsSecret: true);

    public static readonly Setting FetchEvents = new("OnePassword__FetchEvents", "true", Boolean);

    public static readonly Setting EventTypes = new("OnePassword__EventTypes", "auditevents,itemusages,signinattempts",
        "a comma-separated list of " + string.Join(", ", EventFeed.All.Select(feed => $"'{feed.DisplayName}' (or {feed.Name})")));

    public static readonly Setting InitialLookback = new("OnePassword__InitialLookback", "1.00:00:00", SettingDuration.Form + " from 00:00:00 to 120.00:00:00");

    public static readonly Setting MaxRunDuration = new("OnePassword__MaxRunDuration", "00:04:00", SettingDuration.Form + " from 00:00:05 to 00:04:30");

    public static readonly Setting CursorRecoveryOverlap = new("OnePassword__CursorRecoveryOverlap", "01:00:00", SettingDuration.Form + " from 00:00:00 to 7.00:00:00");

    public static readonly Setting Account = new("OnePassword__Account", "default",
        "a name of 1 to 64 letters, digits, '-' or '_' that tells deployments apart which share a cursor table");

    public static readonly Setting AcceptOtherAccount = new("OnePassword__AcceptOtherAccount", "false", Boolean);

    public static readonly Setting ReadBackAfterCrash = new("OnePassword__ReadBackAfterCrash", "true", Boolean);

    public static readonly Setting TrustAnyCertificate = new("OnePassword__TrustAnyCertificate", "false", Boolean);

    public static readonly Setting UseSystemProxy = new("OnePassword__UseSystemProxy", "false", Boolean);

    public static readonly Setting EventHubConnection = new("EventHubConnection", null,
        "an Event Hubs connection string with Endpoint and either SharedAccessKeyName and SharedAccessKey or SharedAccessSignature; or set EventHubConnection__fullyQualifiedNamespace instead",
        IsSecret: true);

    public static readonly Setting EventHubNamespace = new("EventHubConnection__fullyQualifiedNamespace", null,
        "the host name of the namespace, such as contoso.servicebus.windows.net");

    public static readonly Setting EventHubCredential = new("EventHubConnection__credential", null, "managedidentity, or nothing for the default credential chain");

    public static readonly Setting EventHubClientId = new("EventHubConnection__clientId", null, "the client id (a GUID) of a user-assigned identity");

    public static readonly Setting EventHubTransport = new("EventHubTransport", "AmqpTcp",
        "AmqpTcp (port 5671), or AmqpWebSockets (port 443), the only one that goes through a proxy");

    public static readonly Setting EventHubMaxBatchBytes = new("EventHubMaxBatchBytes", null, "a whole number from 4096 to 20000000, to send smaller batches than the hub allows");

    public static readonly Setting EventHubName = new("EventHubName", "onepassword-events",
        "an event hub's name: 1 to 256 letters, digits, '.', '-' or '_', beginning and ending with a letter or digit");

    public static readonly Setting EventHubConsumerGroup = new("EventHubConsumerGroup", "$Default",
        "a consumer group's name: $Default, or 1 to 50 letters, digits, '.', '-' or '_', beginning and ending with a letter or digit");

    public static readonly Setting ProofSchedule = new("ProofSchedule", null, Schedules);

    public static readonly Setting CursorStorage = new("CursorStorage", null,
        "a storage connection string with AccountName and AccountKey, or with TableEndpoint and SharedAccessSignature, or UseDevelopmentStorage=true; "
        + "or, without it, set CursorStorage__tableServiceUri or CursorStorage__accountName; when none is set, AzureWebJobsStorage and its forms are used",
        IsSecret: true);

    public static readonly Setting CursorStorageTableServiceUri = new("CursorStorage__tableServiceUri", null,
        "the https URL of the table service, such as https://contoso.table.core.windows.net");

    public static readonly Setting CursorStorageAccountName = new("CursorStorage__accountName", null, "a storage account's name: 3 to 24 lower-case letters or digits");

    public static readonly Setting CursorStorageCredential = new("CursorStorage__credential", null, EventHubCredential.Allowed);

    public static readonly Setting CursorStorageClientId = new("CursorStorage__clientId", null, EventHubClientId.Allowed);

    public static readonly Setting CursorTableName = new("CursorTableName", "OnePasswordCursors", "3 to 50 letters or digits, beginning with a letter");

    public static readonly Setting OtlpEndpoint = new("OTEL_EXPORTER_OTLP_ENDPOINT", null, "the http or https URL of an OTLP/HTTP receiver without /v1/metrics or /v1/traces, such as http://collector:4318");

    public static readonly Setting OtlpHeaders = new("OTEL_EXPORTER_OTLP_HEADERS", null,
        "a comma-separated list of name=value that goes with each export; with it the endpoint must be https or a loopback address", IsSecret: true);

    /// <summary>All of them, in the order of docs/configuration.md.</summary>
    public static ImmutableArray<Setting> All { get; } =
    [
        ServerUrl, ApiToken, FetchEvents, EventTypes,
        .. EventFeed.All.Select(MaximumPerFetch),
        .. EventFeed.All.Select(Schedule), ProofSchedule,
        InitialLookback, MaxRunDuration, CursorRecoveryOverlap, Account, AcceptOtherAccount, ReadBackAfterCrash, TrustAnyCertificate, UseSystemProxy,
        EventHubConnection, EventHubNamespace, EventHubCredential, EventHubClientId, EventHubTransport, EventHubMaxBatchBytes, EventHubName,
        .. EventFeed.All.Select(EventHubNameFor), EventHubConsumerGroup,
        CursorStorage, CursorStorageTableServiceUri, CursorStorageAccountName, CursorStorageCredential, CursorStorageClientId, CursorTableName,
        OtlpEndpoint, OtlpHeaders,
    ];

    /// <summary>The most events that one run of <paramref name="feed"/> publishes.</summary>
    public static Setting MaximumPerFetch(EventFeed feed) =>
        new($"OnePassword__Max{feed.SettingName}PerFetch", "100", "a whole number from 1 to 2147483647; above 100000 is unusual");

    /// <summary>
    /// When the Functions host fires the timer of <paramref name="feed"/>. The host reads it, and starts no function without it, so it must be
    /// set; the app checks it, because a function that the host can not fire has nobody to complain.
    /// </summary>
    public static Setting Schedule(EventFeed feed) => new($"{feed.SettingName}Schedule", "0 * * * * *", Schedules);

    /// <summary>The hub for <paramref name="feed"/> alone.</summary>
    public static Setting EventHubNameFor(EventFeed feed) => new($"{EventHubName.Name}__{feed.SettingName}", null, EventHubName.Allowed);
}
