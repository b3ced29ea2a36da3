using System.Collections.Frozen;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.EventHubs;

/// <summary>Options for tests.</summary>
internal static class Hubs
{
    /// <summary>A connection string of no real namespace.</summary>
    public const string ConnectionString = "Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=aHVia2V5dGhhdG11c3RuZXZlcmJlc2hvd24=";

    /// <summary>One hub for all feeds.</summary>
    public static FrozenDictionary<EventFeed, string> All(string hub) => EventFeed.All.ToFrozenDictionary(feed => feed, _ => hub);

    /// <summary>All feeds to <c>hub1</c>.</summary>
    public static EventHubOptions Options(int? maxBatchBytes = null, TimeSpan? attemptTimeout = null) => new()
    {
        ConnectionString = ConnectionString,
        HubNames = All("hub1"),
        MaxBatchBytes = maxBatchBytes,
        AttemptTimeout = attemptTimeout ?? TimeSpan.FromSeconds(30),
    };
}
