using OnePasswordFunctions.AzureRest;

namespace OnePasswordFunctions.Settings;

/// <summary>Reads how to reach the Event Hubs namespace: a connection string, or a host name and an identity.</summary>
internal static class EventHubAccess
{
    /// <summary>The access, or null after noting a problem.</summary>
    /// <param name="reader">Where the settings come from and problems go.</param>
    /// <param name="entityPath">The hub that the connection string names, if it does.</param>
    public static AzureAccess? Read(SettingReader reader, out string? entityPath)
    {
        entityPath = null;
        if (reader.Text(SettingCatalogue.EventHubNamespace) is { } host)
        {
            return FromNamespace(reader, host);
        }

        if (reader.Required(SettingCatalogue.EventHubConnection) is not { } text)
        {
            return null;
        }

        if (!ConnectionString.TryParse(text, out ConnectionString? parts, out string? why))
        {
            reader.Reject(SettingCatalogue.EventHubConnection, text, why);
            return null;
        }

        entityPath = parts["EntityPath"];
        AzureAccess? access = FromConnectionString(parts, out why);
        if (access is null)
        {
            reader.Reject(SettingCatalogue.EventHubConnection, text, why);
        }

        return access;
    }

    private static AzureAccess? FromNamespace(SettingReader reader, string host)
    {
        if (Uri.CheckHostName(host) != UriHostNameType.Dns || !host.Contains('.', StringComparison.Ordinal))
        {
            reader.Reject(SettingCatalogue.EventHubNamespace, host);
            return null;
        }

        string? kind = reader.Text(SettingCatalogue.EventHubCredential), clientId = reader.Text(SettingCatalogue.EventHubClientId);
        return CredentialSettings.Check(reader, SettingCatalogue.EventHubCredential, kind, SettingCatalogue.EventHubClientId, clientId)
            ? new AzureAccess(new Uri($"https://{host}/")) { Credential = IdentityCredential.Create(kind, clientId) }
            : null;
    }

    private static AzureAccess? FromConnectionString(ConnectionString parts, out string? why)
    {
        bool isEmulator = parts.IsTrue("UseDevelopmentEmulator");
        if (!Uri.TryCreate(parts["Endpoint"], UriKind.Absolute, out Uri? endpoint) || endpoint.Host.Length == 0)
        {
            why = "it has no Endpoint such as sb://contoso.servicebus.windows.net/";
            return null;
        }

        if (isEmulator && (!endpoint.IsLoopback || endpoint.IsDefaultPort))
        {
            why = "UseDevelopmentEmulator=true is for sb://127.0.0.1:PORT, a stand-in that speaks the HTTPS batch API; the official emulator does not";
            return null;
        }

        string? name = parts["SharedAccessKeyName"], key = parts["SharedAccessKey"], signature = parts["SharedAccessSignature"];
        bool hasKey = name is not null && key is not null && signature is null;
        bool hasSignature = signature is not null && name is null && key is null
            && signature.StartsWith("SharedAccessSignature ", StringComparison.OrdinalIgnoreCase);
        why = hasKey || hasSignature ? null : "it needs SharedAccessKeyName and SharedAccessKey, or a SharedAccessSignature, and not both";
        var url = new Uri(isEmulator ? $"http://{endpoint.Authority}/" : $"https://{endpoint.Host}/");
        return hasKey ? new AzureAccess(url) { Key = new SharedKey(name!, key!) }
            : hasSignature ? new AzureAccess(url) { Signature = signature }
            : null;
    }
}
