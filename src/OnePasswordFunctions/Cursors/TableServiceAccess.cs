using Azure;
using Azure.Core;
using Azure.Data.Tables;

namespace OnePasswordFunctions.Cursors;

/// <summary>Where the table service is and how requests to it are authorised. Exactly one of the three ways is set.</summary>
internal sealed record TableServiceAccess(Uri Endpoint)
{
    /// <summary>The account's name and its key as the portal shows it, base64 text. Secret.</summary>
    public (string Name, string Key)? Account { get; init; }

    /// <summary>A ready-made shared access signature. Secret.</summary>
    public string? Signature { get; init; }

    /// <summary>An Entra ID identity.</summary>
    public TokenCredential? Credential { get; init; }

    /// <summary>What must never be shown.</summary>
    public IEnumerable<string?> Secrets => [Account?.Key, Signature];

    /// <summary>The service's client.</summary>
    public TableServiceClient CreateClient(TableClientOptions options) =>
        Account is { } account ? new TableServiceClient(Endpoint, new TableSharedKeyCredential(account.Name, account.Key), options)
        : Signature is { } signature ? new TableServiceClient(Endpoint, new AzureSasCredential(signature.TrimStart('?')), options)
        : new TableServiceClient(Endpoint, Credential!, options);

    /// <summary>Where and how, without secrets.</summary>
    public override string ToString() =>
        $"{Endpoint.GetLeftPart(UriPartial.Authority)} with {(Account is not null ? "a shared key" : Signature is not null ? "a shared access signature" : "an identity")}";
}
