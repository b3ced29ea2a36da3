using OnePasswordFunctions.Settings;
using static OnePasswordFunctions.Tests.Settings.SettingsSample;

namespace OnePasswordFunctions.Tests.Settings;

/// <summary>How the tables are found and signed in to.</summary>
public sealed class CursorStorageSettingsTests
{
    [Theory]
    [InlineData("UseDevelopmentStorage=true", "http://127.0.0.1:10002/devstoreaccount1", true)]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=a2V5;EndpointSuffix=core.windows.net", "https://contoso.table.core.windows.net/", true)]
    [InlineData("AccountName=contoso;AccountKey=a2V5", "https://contoso.table.core.windows.net/", true)]
    [InlineData("AccountName=a;AccountKey=a2V5;TableEndpoint=http://127.0.0.1:7777/a", "http://127.0.0.1:7777/a", true)]
    [InlineData("TableEndpoint=https://contoso.table.core.windows.net;SharedAccessSignature=sv=1&sig=x", "https://contoso.table.core.windows.net/", false)]
    public void Read_CursorStorage_LeadsToTheTableEndpoint(string connection, string endpoint, bool hasKey)
    {
        IngesterSettings settings = Read(("CursorStorage", connection));

        Assert.Empty(settings.Problems);
        Assert.Equal((new Uri(endpoint), hasKey), (settings.CursorStore.Access!.Endpoint, settings.CursorStore.Access.Account is not null));
    }

    [Theory]
    [InlineData("CursorStorage")]
    [InlineData("AzureWebJobsStorage")]
    public void Read_StorageAsStringAndAsIdentity_UsesTheString(string prefix)
    {
        IngesterSettings settings = Read(
            (prefix, "AccountName=contoso;AccountKey=a2V5"), (prefix + "__accountName", "fabrikam"), (prefix + "__tableServiceUri", "https://fabrikam.table.core.windows.net"));

        Assert.Empty(settings.Problems);
        Assert.Equal("https://contoso.table.core.windows.net with a shared key", settings.CursorStore.Access!.ToString());
        Assert.StartsWith(prefix + " is set as a connection string and as an identity", Assert.Single(settings.Cautions), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CursorStorageAsIdentity_GoesBeforeTheHostsString() =>
        Assert.Equal("https://fabrikam.table.core.windows.net with an identity", Read(("CursorStorage__accountName", "fabrikam")).CursorStore.Access!.ToString());

    [Fact]
    public void Read_StorageStringThatDidNotResolve_IsAProblemAlthoughThereIsAnIdentity() =>
        Assert.Contains("Key Vault", Assert.Single(Read(("CursorStorage", "@Microsoft.KeyVault(SecretUri=https://v/s)"), ("CursorStorage__accountName", "fabrikam")).Problems), StringComparison.Ordinal);
}
