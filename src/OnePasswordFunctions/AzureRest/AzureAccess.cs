using Azure.Core;

namespace OnePasswordFunctions.AzureRest;

/// <summary>Where an Azure service is and how requests to it are authorised. Exactly one of the three ways is set.</summary>
internal sealed record AzureAccess(Uri Endpoint)
{
    /// <summary>A key and its name: the storage account's, or a shared access policy's.</summary>
    public SharedKey? Key { get; init; }

    /// <summary>A ready-made shared access signature.</summary>
    public string? Signature { get; init; }

    /// <summary>An Entra ID identity.</summary>
    public TokenCredential? Credential { get; init; }

    /// <summary>Where and how, without secrets.</summary>
    public override string ToString() =>
        $"{Endpoint.GetLeftPart(UriPartial.Authority)} with {(Key is not null ? "a shared key" : Signature is not null ? "a shared access signature" : "an identity")}";
}
