using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Diagnostics.Connection;

/// <summary>The names of the checks, in the order in which they are reported.</summary>
internal static class CheckNames
{
    public const string Settings = "settings";
    public const string ApiDns = "api-dns";
    public const string ApiTcp = "api-tcp";
    public const string ApiTls = "api-tls";
    public const string Token = "token";
    public const string TokenExpiry = "token-expiry";
    public const string TokenFeatures = "token-features";
    public const string TokenRegion = "token-region";
    public const string Clock = "clock";
    public const string TableStorage = "table-storage";
    public const string CursorTable = "cursor-table";
    public const string CursorWrite = "cursor-write";
    public const string HubTcp = "event-hub-tcp";
    public const string HubTls = "event-hub-tls";

    /// <summary>Reading one page of a feed.</summary>
    public static string Feed(EventFeed feed) => $"feed:{feed.Name}";

    /// <summary>Sending to a hub; without a name before the settings are known.</summary>
    public static string EventHub(string? hub) => hub is null ? "event-hub" : $"event-hub:{hub}";
}
