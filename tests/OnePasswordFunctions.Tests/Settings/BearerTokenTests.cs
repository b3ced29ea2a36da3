using System.Buffers.Text;
using System.Text;
using Microsoft.Extensions.Configuration;
using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions.Tests.Settings;

public sealed class BearerTokenTests
{
    [Theory]
    [InlineData("\"eyJSECRET.SECRET.SECRET\"", "quotation marks")]
    [InlineData("'eyJSECRET.SECRET.SECRET'", "quotation marks")]
    [InlineData("\u201ceyJSECRET.SECRET.SECRET\u201d", "quotation marks")]
    [InlineData("eyJSECRET.SECRET.SECRET\"", "quotation marks")]
    [InlineData("Bearer eyJSECRET.SECRET.SECRET", "'Bearer'")]
    [InlineData("bearer\teyJSECRET.SECRET.SECRET", "'Bearer'")]
    [InlineData("Authorization: Bearer eyJSECRET.SECRET.SECRET", "'Bearer'")]
    [InlineData("ops_eyJSECRETSECRET", "service account")]
    [InlineData("A3-SECRET-SECRET-SECRE-SECRE-SECRE", "Secret Key")]
    [InlineData("eyJSECRET.SEC RET.SECRET", "white space or characters")]
    [InlineData("eyJSECRET.SECRET.SECRET;", "white space or characters")]
    [InlineData("eyJSECRET.SEC=RET", "white space or characters")]
    [InlineData("eyJSECRET.SÉCRET.SECRET", "white space or characters")]
    [InlineData("====", "white space or characters")]
    [InlineData("@Microsoft.KeyVault(SecretUri=https://SECRET.vault.azure.net/secrets/t)", "Key Vault reference was not resolved")]
    [InlineData("\"@Microsoft.KeyVault(VaultName=SECRET)\"", "Key Vault reference was not resolved")]
    [InlineData("@microsoft.appconfiguration(Endpoint=https://SECRET.azconfig.io; Key=k)", "App Configuration reference was not resolved")]
    [InlineData("@Microsoft.Something(SECRET)", "reference was not resolved")]
    [InlineData("${SECRET}", "placeholder")]
    [InlineData("$(SECRET)", "placeholder")]
    [InlineData("%SECRET%", "placeholder")]
    [InlineData("{{ op://SECRET/token }}", "placeholder")]
    [InlineData("<SECRET of the Events Reporting integration>", "placeholder")]
    [InlineData("op://SECRET/events/token", "1Password CLI")]
    public void Read_WhatCannotBeAToken_IsNamedForWhatItIsAndNotShown(string value, string expected)
    {
        string problem = Assert.Single(Problems(value));

        Assert.StartsWith("OnePassword__ApiToken", problem, StringComparison.Ordinal);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"aud":["com.1password.connect"]}""", "1Password Connect")]
    [InlineData("""{"aud":"com.1password.connect","1password.com/fts":["auditevents"]}""", "1Password Connect")]
    [InlineData("""{"aud":["events.1password.com"],"1password.com/vts":["v"]}""", "1Password Connect")]
    [InlineData("""{"aud":["com.1password.scim"]}""", "another 1Password product")]
    public void Read_TokenOfAnotherProduct_IsNamed(string claims, string expected) => Assert.Contains(expected, Assert.Single(Problems(Jwt(claims))), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"aud":["com.1password.streamingservice"]}""")]
    [InlineData("""{"aud":["events.1password.eu"],"1password.com/fts":["auditevents"]}""")]
    [InlineData("""{"aud":["collector.contoso.com"]}""")]
    [InlineData("{}")]
    public void Read_TokenOfTheEventsApi_IsTaken(string claims) => Assert.Empty(Problems(Jwt(claims)));

    [Theory]
    [InlineData("opaque-token_1.2~3+4/5==")]
    [InlineData("bearertoken")]
    [InlineData("x")]
    public void Read_AnyBearerToken_IsTaken(string token) => Assert.Empty(Problems(token));

    private static string Jwt(string claims) => $"eyJhbGciOiJFUzI1NiJ9.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.c2ln";

    private static string[] Problems(string token) =>
    [
        .. IngesterSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["OnePassword:ApiToken"] = token }).Build())
            .Problems.Where(problem => problem.StartsWith("OnePassword", StringComparison.Ordinal)),
    ];
}
