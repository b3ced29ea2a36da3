using Azure.Core;
using Azure.Identity;

namespace OnePasswordFunctions.Settings;

/// <summary>Chooses the Entra ID credential by the Functions conventions <c>__credential</c> and <c>__clientId</c>.</summary>
internal static class IdentityCredential
{
    /// <summary>The value of <c>__credential</c> that asks for a managed identity.</summary>
    public const string ManagedIdentity = "managedidentity";

    public static TokenCredential Create(string? kind, string? clientId)
    {
        if (ManagedIdentity.Equals(kind, StringComparison.OrdinalIgnoreCase))
        {
            return new ManagedIdentityCredential(
                clientId is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(clientId));
        }

        return new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = clientId });
    }
}
