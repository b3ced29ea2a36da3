using OnePasswordFunctions.Cursors;

namespace OnePasswordFunctions.Settings;

/// <summary>
/// Reads how to reach Table Storage: <c>CursorStorage</c> in any of its forms, otherwise <c>AzureWebJobsStorage</c>, which the
/// Functions host needs anyway. Where there is a connection string beside an identity, the string wins, as in the host.
/// </summary>
/// <remarks>Connection strings are read here rather than by the SDK, which asks for an EndpointSuffix, takes any address for its secrets
/// and says of a bad one neither which part is bad nor what the secret is that must not be shown.</remarks>
internal static class TableAccess
{
    // The account that every storage emulator has; its key is public (documented by Microsoft).
    private const string EmulatorAccount = "devstoreaccount1";
    private const string EmulatorKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>The access, or null after noting a problem.</summary>
    public static TableServiceAccess? Read(SettingReader reader, IConfiguration configuration)
    {
        AccessSettings own = new("CursorStorage"), host = new("AzureWebJobsStorage");
        if (!own.IsPresent(configuration) && !host.IsPresent(configuration))
        {
            reader.Required(SettingCatalogue.CursorStorage);
            return null;
        }

        return (own.IsPresent(configuration) ? own : host).Read(reader, configuration);
    }

    /// <summary>What a storage connection string says, or why it says nothing usable.</summary>
    public static TableServiceAccess? FromConnectionString(ConnectionString parts, out string? why)
    {
        if (parts.IsTrue("UseDevelopmentStorage"))
        {
            why = null;
            string host = parts["DevelopmentStorageProxyUri"]?.TrimEnd('/') ?? "http://127.0.0.1";
            return Uri.TryCreate($"{host}:10002/{EmulatorAccount}", UriKind.Absolute, out Uri? emulator) && emulator.IsLoopback
                ? new TableServiceAccess(emulator) { Account = (EmulatorAccount, EmulatorKey) }
                : Fail("DevelopmentStorageProxyUri is not a loopback address", out why);
        }

        string? account = parts["AccountName"], key = parts["AccountKey"], signature = parts["SharedAccessSignature"];
        string scheme = parts["DefaultEndpointsProtocol"] ?? "https";
        string? endpoint = parts["TableEndpoint"]
            ?? (account is null ? null : $"{scheme}://{account}.table.{parts["EndpointSuffix"] ?? "core.windows.net"}");
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? url))
        {
            return Fail("it has neither an AccountName nor a TableEndpoint that is a URL", out why);
        }

        if (ServiceUrl.Objection(url, isRoot: false) is { } objection)
        {
            return Fail($"its table endpoint is refused because {objection}", out why);
        }

        if (account is not null && key is not null)
        {
            return TryDecode(key)
                ? Accept(new TableServiceAccess(url) { Account = (account, key) }, out why)
                : Fail("its AccountKey is not base64", out why);
        }

        return signature is not null
            ? Accept(new TableServiceAccess(url) { Signature = signature }, out why)
            : Fail("it has neither AccountName with AccountKey nor SharedAccessSignature", out why);
    }

    private static bool TryDecode(string key) => Convert.TryFromBase64String(key, new byte[key.Length], out _);

    private static TableServiceAccess Accept(TableServiceAccess access, out string? why)
    {
        why = null;
        return access;
    }

    private static TableServiceAccess? Fail(string reason, out string? why)
    {
        why = reason;
        return null;
    }

    /// <summary>The settings that share one prefix.</summary>
    private sealed class AccessSettings(string prefix)
    {
        private readonly Setting _connection = SettingCatalogue.CursorStorage with { Name = prefix };
        private readonly Setting _uri = new($"{prefix}__tableServiceUri", null, SettingCatalogue.CursorStorageTableServiceUri.Allowed);
        private readonly Setting _account = new($"{prefix}__accountName", null, SettingCatalogue.CursorStorageAccountName.Allowed);
        private readonly Setting _credential = new($"{prefix}__credential", null, SettingCatalogue.CursorStorageCredential.Allowed);
        private readonly Setting _clientId = new($"{prefix}__clientId", null, SettingCatalogue.CursorStorageClientId.Allowed);

        public bool IsPresent(IConfiguration configuration) =>
            IsSet(configuration, _connection) || IsSet(configuration, _uri) || IsSet(configuration, _account);

        public TableServiceAccess? Read(SettingReader reader, IConfiguration configuration)
        {
            if (IsSet(configuration, _connection))
            {
                if (IsSet(configuration, _uri) || IsSet(configuration, _account))
                {
                    reader.Caution($"{prefix} is set as a connection string and as an identity; the string is used, as the Functions host does. Remove the one that is not meant.");
                }

                return reader.Text(_connection) is { } text ? FromText(reader, text) : null;
            }

            return reader.Text(_uri) is not null ? FromUri(reader) : FromAccount(reader);
        }

        private static bool IsSet(IConfiguration configuration, Setting setting) => !string.IsNullOrWhiteSpace(configuration[setting.Key]);

        private TableServiceAccess? FromUri(SettingReader reader)
        {
            Uri? url = ServiceUrl.Parse(reader, _uri);
            if (url is { Scheme: "http" })
            {
                reader.Reject(_uri, url.OriginalString, "an identity's token is sent over https only; for an emulator use a connection string");
                return null;
            }

            return url is null ? null : WithIdentity(reader, url);
        }

        private TableServiceAccess? FromAccount(SettingReader reader)
        {
            if (reader.Text(_account) is not { } account)
            {
                return null;
            }

            if (account.Length is >= 3 and <= 24 && account.All(char.IsAsciiLetterOrDigit))
            {
                return WithIdentity(reader, new Uri($"https://{account}.table.core.windows.net"));
            }

            reader.Reject(_account, account);
            return null;
        }

        private TableServiceAccess? FromText(SettingReader reader, string text)
        {
            TableServiceAccess? access = ConnectionString.TryParse(text, out ConnectionString? parts, out string? why)
                ? FromConnectionString(parts, out why)
                : null;
            if (access is null)
            {
                reader.Reject(_connection, text, why);
            }

            return access;
        }

        private TableServiceAccess? WithIdentity(SettingReader reader, Uri url) =>
            IdentityCredential.Read(reader, _credential, _clientId) is { } credential ? new TableServiceAccess(url) { Credential = credential } : null;
    }
}
