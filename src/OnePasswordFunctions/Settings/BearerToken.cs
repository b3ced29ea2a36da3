using System.Text.RegularExpressions;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Settings;

/// <summary>Tells what cannot be the Events API's bearer token. The answers name what it is instead, and never show it.</summary>
internal static partial class BearerToken
{
    /// <summary>Why the text can not be such a token; null when it may be one.</summary>
    public static string? Objection(string text) => text switch
    {
        _ when Quoted().IsMatch(text) => "there are quotation marks around it; set the token alone",
        _ when WithScheme().IsMatch(text) => "it begins with 'Bearer', which is the header's word and is added by itself; set the token alone",
        _ when text.StartsWith("ops_", StringComparison.OrdinalIgnoreCase) => Other("the token of a service account"),
        _ when SecretKey().IsMatch(text) => Other("an account's Secret Key"),
        _ when !Alphabet().IsMatch(text) => "it contains white space or characters that no bearer token has; copy it again",
        _ when TokenClaims.TryRead(text, out TokenClaims? claims) => Objection(claims),
        _ => null,
    };

    private static string? Objection(TokenClaims claims) => claims switch
    {
        { IsOfConnect: true } => Other("the token of a 1Password Connect server"),
        { Audience: { } audience } when audience != TokenClaims.LegacyAudience && audience.StartsWith("com.1password.", StringComparison.OrdinalIgnoreCase) =>
            Other("the token of another 1Password product"),
        _ => null,
    };

    private static string Other(string what) => $"it is {what}, which the Events API refuses; issue a token in an Events Reporting integration";

    [GeneratedRegex("^[\"'`\u2018-\u201f\u00ab\u00bb]|[\"'`\u2018-\u201f\u00ab\u00bb]\\z")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^(authorization\s*:\s*)?bearer([\s:+%]|\z)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WithScheme();

    [GeneratedRegex("^A[0-9]-[A-Z0-9]{6}-[A-Z0-9-]+\\z")]
    private static partial Regex SecretKey();

    /// <summary>The b64token of RFC 6750, section 2.1.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9._~+/-]+=*\z")]
    private static partial Regex Alphabet();
}
