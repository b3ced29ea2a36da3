using System.Net;
using Azure.Messaging.EventHubs;

namespace OnePasswordFunctions.EventHubs;

/// <summary>Where an Event Hubs namespace is reached, for messages to people and for the connection test. Holds no secret.</summary>
/// <param name="Host">The namespace's host name or address.</param>
/// <param name="Port">The port that the app connects to.</param>
/// <param name="IsEncrypted">Whether the connection is encrypted: always, except to an emulator.</param>
/// <param name="SignIn">How the app signs in: "a shared key", "a shared access signature" or "an identity".</param>
/// <param name="KeyName">The shared access policy whose key is used; null with another way to sign in.</param>
/// <param name="Proxy">The proxy's host and port when connections go through one.</param>
internal sealed record EventHubAddress(string Host, int Port, bool IsEncrypted, string SignIn, string? KeyName, string? Proxy)
{
    private const int AmqpPort = 5672;
    private const int AmqpsPort = 5671;
    private const string EmulatorPart = "UseDevelopmentEmulator";

    /// <summary>Reads the address out of the options.</summary>
    /// <exception cref="FormatException">The connection string is none.</exception>
    public static EventHubAddress Of(EventHubOptions options)
    {
        bool isWebSocket = options.Transport == EventHubsTransportType.AmqpWebSockets;
        if (options.ConnectionString is not { } text)
        {
            string host = options.FullyQualifiedNamespace!;
            return new EventHubAddress(host, isWebSocket ? 443 : AmqpsPort, true, "an identity", null, FindProxy(options.Proxy, isWebSocket, host));
        }

        EventHubsConnectionStringProperties parts = EventHubsConnectionStringProperties.Parse(text);
        bool isEmulator = IsEmulator(text);
        int port = isEmulator && parts.Endpoint.Port > 0 ? parts.Endpoint.Port
            : isWebSocket ? (isEmulator ? 80 : 443)
            : isEmulator ? AmqpPort : AmqpsPort;
        string signIn = parts.SharedAccessSignature is null ? "a shared key" : "a shared access signature";
        return new EventHubAddress(
            parts.Endpoint.Host, port, !isEmulator, signIn, parts.SharedAccessKeyName, FindProxy(options.Proxy, isWebSocket, parts.Endpoint.Host));
    }

    /// <summary>Whether a connection string is for an emulator; the SDK reads that part and keeps it to itself.</summary>
    public static bool IsEmulator(string connectionString) => connectionString.Split(';').Any(part =>
        part.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals
        && part.AsSpan(0, equals).Trim().Equals(EmulatorPart, StringComparison.OrdinalIgnoreCase)
        && bool.TryParse(part.AsSpan(equals + 1), out bool isTrue) && isTrue);

    /// <summary>Where connections go.</summary>
    public string Place => $"{Host}:{Port}{(Proxy is null ? "" : $" through the proxy {Proxy}")}";

    /// <summary>Where connections go and how the app signs in.</summary>
    public override string ToString() => $"{Place} with {SignIn}";

    private static string? FindProxy(IWebProxy? proxy, bool isWebSocket, string host)
    {
        Uri target = new($"https://{host}");
        return isWebSocket && proxy is not null && !proxy.IsBypassed(target) ? proxy.GetProxy(target)?.Authority : null;
    }
}
