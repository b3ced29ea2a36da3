using Azure.Core;
using Azure.Messaging.EventHubs;
using OnePasswordFunctions.EventHubs;

namespace OnePasswordFunctions.Settings;

/// <summary>How the settings say to reach the Event Hubs namespace: a connection string, or a host name and an identity.</summary>
/// <param name="ConnectionString">A connection string that the SDK takes; null with an identity. Secret.</param>
/// <param name="EntityPath">The hub that the connection string names, if it does.</param>
/// <param name="Secrets">What of it must never be shown.</param>
internal sealed record EventHubAccess(string? ConnectionString, string? EntityPath, IReadOnlyList<string> Secrets)
{
    /// <summary>The namespace's host name; null with a connection string.</summary>
    public string? FullyQualifiedNamespace { get; private init; }

    /// <summary>The identity.</summary>
    public TokenCredential? Credential { get; private init; }

    /// <summary>The access, or null after noting a problem. Where both ways are set, the string wins, as in the host.</summary>
    public static EventHubAccess? Read(SettingReader reader)
    {
        if (reader.Text(SettingCatalogue.EventHubConnection) is { } text)
        {
            return FromConnectionString(reader, text);
        }

        if (reader.Text(SettingCatalogue.EventHubNamespace) is { } host)
        {
            return FromNamespace(reader, host);
        }

        reader.Required(SettingCatalogue.EventHubConnection);
        return null;
    }

    private static EventHubAccess? FromNamespace(SettingReader reader, string host)
    {
        if (Uri.CheckHostName(host) != UriHostNameType.Dns || !host.Contains('.', StringComparison.Ordinal))
        {
            reader.Reject(SettingCatalogue.EventHubNamespace, host);
            return null;
        }

        return IdentityCredential.Read(reader, SettingCatalogue.EventHubCredential, SettingCatalogue.EventHubClientId) is { } credential
            ? new EventHubAccess(null, null, []) { FullyQualifiedNamespace = host, Credential = credential }
            : null;
    }

    private static EventHubAccess? FromConnectionString(SettingReader reader, string text)
    {
        EventHubsConnectionStringProperties parts;
        try
        {
            parts = EventHubsConnectionStringProperties.Parse(text);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or IndexOutOfRangeException)
        {
            // The SDK's own text can quote the string, and its parser trips over a part without a name.
            reader.Reject(SettingCatalogue.EventHubConnection, text, "it is not of the form name=value;name=value with an Endpoint such as sb://contoso.servicebus.windows.net/");
            return null;
        }

        if (Objection(parts) is { } why)
        {
            reader.Reject(SettingCatalogue.EventHubConnection, text, why);
            return null;
        }

        if (EventHubAddress.IsEmulator(text) && !parts.Endpoint.IsLoopback)
        {
            reader.Caution($"{SettingCatalogue.EventHubConnection.Name} has UseDevelopmentEmulator=true for another machine: events and signatures go there unencrypted. Use it for tests only.");
        }

        return new EventHubAccess(text, parts.EventHubName, [.. new[] { parts.SharedAccessKey, parts.SharedAccessSignature }.OfType<string>()]);
    }

    private static string? Objection(EventHubsConnectionStringProperties parts)
    {
        bool hasKey = parts.SharedAccessKeyName is not null && parts.SharedAccessKey is not null;
        bool hasSignature = parts.SharedAccessSignature?.StartsWith("SharedAccessSignature ", StringComparison.OrdinalIgnoreCase) ?? false;
        bool hasBoth = parts.SharedAccessSignature is not null && (parts.SharedAccessKeyName ?? parts.SharedAccessKey) is not null;
        return string.IsNullOrEmpty(parts.Endpoint?.Host) ? "it has no Endpoint such as sb://contoso.servicebus.windows.net/"
            : hasBoth || !(hasKey || hasSignature) ? "it needs SharedAccessKeyName and SharedAccessKey, or a SharedAccessSignature, and not both"
            : null;
    }
}
