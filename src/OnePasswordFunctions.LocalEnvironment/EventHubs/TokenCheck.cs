using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>Verifies the shared access signatures that clients put; no other tokens are taken.</summary>
internal sealed partial class TokenCheck(EventHubStandInOptions options, TimeProvider timeProvider)
{
    private const string SharedAccess = "servicebus.windows.net:sastoken";

    /// <summary>When the token ends; null when it is refused, for the reason that is given.</summary>
    /// <param name="type">The kind of token, as the client names it.</param>
    /// <param name="audience">The address that the client wants to use it for.</param>
    /// <param name="refusal">Why it is refused; empty when it is not.</param>
    public DateTimeOffset? Check(string? type, string token, string audience, out string refusal)
    {
        Match parts = Signature().Match(token);
        string resource = parts.Groups["resource"].Value;
        string end = parts.Groups["end"].Value;
        DateTimeOffset expiry = parts.Success ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(end, CultureInfo.InvariantCulture)) : default;
        refusal = type != SharedAccess ? "InvalidType: This kind of token is not accepted."
            : !parts.Success ? "MalformedToken: The token cannot be read."
            : Uri.UnescapeDataString(parts.Groups["name"].Value) != options.KeyName || !IsSigned($"{resource}\n{end}", parts.Groups["signature"].Value) ? "InvalidSignature: The token has an invalid signature."
            : !Covers(Uri.UnescapeDataString(resource), audience) ? "InvalidAudience: The token is for something else."
            : expiry <= timeProvider.GetUtcNow() ? "ExpiredToken: The token is expired."
            : "";
        return refusal.Length == 0 ? expiry : null;
    }

    // The key is the text itself, not the bytes that it would decode to.
    private bool IsSigned(string text, string signature) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(options.Key), Encoding.UTF8.GetBytes(text)))),
        Encoding.UTF8.GetBytes(Uri.UnescapeDataString(signature)));

    // The scheme and the port are the transport's business: sb, amqp and https all name the same namespace.
    private static bool Covers(string resource, string audience) => Uri.TryCreate(resource, UriKind.Absolute, out Uri? given) && Uri.TryCreate(audience, UriKind.Absolute, out Uri? wanted)
        && given.Host == wanted.Host && HubAddress.Covers(HubAddress.PathOf(resource), HubAddress.PathOf(audience));

    [GeneratedRegex("^SharedAccessSignature sr=(?<resource>[^&]+)&sig=(?<signature>[^&]+)&se=(?<end>[0-9]{1,11})&skn=(?<name>[^&]+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Signature();
}
