using Azure.Core;
using Azure.Identity;

namespace OnePasswordFunctions.Settings;

/// <summary>Reads which Entra ID credential to use, by the Functions conventions <c>__credential</c> and <c>__clientId</c>.</summary>
internal static class IdentityCredential
{
    private const string ManagedIdentity = "managedidentity";

    /// <summary>The credential, or null after noting what is wrong with either setting.</summary>
    public static TokenCredential? Read(SettingReader reader, Setting kindSetting, Setting clientIdSetting)
    {
        string? kind = reader.Text(kindSetting), clientId = reader.Text(clientIdSetting);
        bool isManaged = ManagedIdentity.Equals(kind, StringComparison.OrdinalIgnoreCase);
        bool isGood = true;
        if (kind is not null && !isManaged)
        {
            reader.Reject(kindSetting, kind);
            isGood = false;
        }

        if (clientId is not null && !Guid.TryParse(clientId, out _))
        {
            reader.Reject(clientIdSetting, clientId);
            isGood = false;
        }

        return !isGood ? null
            : isManaged ? new ManagedIdentityCredential(clientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId))
            : new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = clientId });
    }
}
