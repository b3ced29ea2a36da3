namespace OnePasswordFunctions.Settings;

/// <summary>Checks the pair <c>__credential</c> and <c>__clientId</c>.</summary>
internal static class CredentialSettings
{
    public static bool Check(SettingReader reader, Setting kindSetting, string? kind, Setting clientIdSetting, string? clientId)
    {
        bool isGood = true;
        if (kind is not null && !kind.Equals(IdentityCredential.ManagedIdentity, StringComparison.OrdinalIgnoreCase))
        {
            reader.Reject(kindSetting, kind);
            isGood = false;
        }

        if (clientId is not null && !Guid.TryParse(clientId, out _))
        {
            reader.Reject(clientIdSetting, clientId);
            isGood = false;
        }

        return isGood;
    }
}
