using System.Collections.Frozen;
using System.Net;
using Azure.Core;
using Azure.Messaging.EventHubs;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.EventHubs;

/// <summary>Which event hubs the events go to, and how: by a connection string, or by a namespace and an identity.</summary>
internal sealed class EventHubOptions
{
    /// <summary>The connection string of the namespace or the hub; null with an identity. Secret.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The namespace's host name; null with a connection string.</summary>
    public string? FullyQualifiedNamespace { get; init; }

    /// <summary>The identity that goes with <see cref="FullyQualifiedNamespace"/>.</summary>
    public TokenCredential? Credential { get; init; }

    /// <summary>The hub of each feed.</summary>
    public required FrozenDictionary<EventFeed, string> HubNames { get; init; }

    /// <summary>What of the connection string must never be shown.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>AMQP on its own port, or inside of a WebSocket on port 443.</summary>
    public EventHubsTransportType Transport { get; init; } = EventHubsTransportType.AmqpTcp;

    /// <summary>The proxy of WebSocket connections; null for none, whatever the environment says. AMQP itself knows no proxies.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>The most bytes of one batch; null for what the hub's link allows, which is the limit in any case.</summary>
    public int? MaxBatchBytes { get; init; }

    /// <summary>How long one attempt may take, with everything that it needs, such as a new connection; at least 6 seconds.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Changes a connection before it is used, for tests against a server of their own.</summary>
    public Action<EventHubConnectionOptions>? ConfigureConnection { get; init; }
}
