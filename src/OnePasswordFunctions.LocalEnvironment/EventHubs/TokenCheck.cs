using System.Buffers.Text;
using System.Text.Json;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>
/// Checks the tokens that clients put: a shared access signature is verified in full; of a token of Microsoft Entra, the
/// shape, audience and expiry, and only when the options take such tokens at all.
/// </summary>
internal sealed class TokenCheck(EventHubStandInOptions options, TimeProvider timeProvider)
{
    private const string SharedAccess = "servicebus.windows.net:sastoken";
    private const string Entra = "jwt";
    private const string EntraAudience = "https://eventhubs.azure.net";

    /// <summary>When the token ends; null when it is refused, for the reason that is given.</summary>
    /// <param name="type">The kind of token, as the client names it.</param>
    /// <param name="token">The token.</param>
    /// <param name="audience">The address that the client wants to use it for.</param>
    /// <param name="refusal">Why it is refused; empty when it is not.</param>
    public DateTimeOffset? Check(string? type, string token, string audience, out string refusal)
    {
        DateTimeOffset? expiry = type switch
        {
            SharedAccess => CheckSignature(token, audience, out refusal),
            Entra when options.AcceptsEntraTokens => CheckEntra(token, out refusal),
            _ => Refuse("InvalidType: This kind of token is not accepted.", out refusal),
        };
        return expiry > timeProvider.GetUtcNow() || expiry is null ? expiry : Refuse("ExpiredToken: The token is expired.", out refusal);
    }

    private static DateTimeOffset? Refuse(string reason, out string refusal)
    {
        refusal = reason;
        return null;
    }

    private static DateTimeOffset? CheckEntra(string token, out string refusal)
    {
        refusal = "";
        try
        {
            string[] segments = token.Split('.');
            if (segments.Length == 3 && segments.All(segment => segment.Length > 0))
            {
                using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(segments[1]));
                string? audience = payload.RootElement.GetProperty("aud").GetString();
                return audience?.TrimEnd('/') == EntraAudience
                    ? DateTimeOffset.FromUnixTimeSeconds(payload.RootElement.GetProperty("exp").GetInt64())
                    : Refuse("InvalidAudience: The token is for something else.", out refusal);
            }
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            // Answered below, as any other token that cannot be read.
        }

        return Refuse("MalformedToken: The token cannot be read.", out refusal);
    }

    private static string HostAndPath(string address)
    {
        // The scheme and the port are the transport's business: sb, amqp and https all name the same namespace.
        int scheme = address.IndexOf("://", StringComparison.Ordinal);
        string rest = scheme < 0 ? address : address[(scheme + 3)..];
        int slash = rest.IndexOf('/');
        string host = slash < 0 ? rest : rest[..slash];
        return host.Split(':')[0] + (slash < 0 ? "" : rest[slash..].TrimEnd('/'));
    }

    private DateTimeOffset? CheckSignature(string text, string audience, out string refusal)
    {
        refusal = "";
        if (SharedAccessToken.Parse(text) is not { } token)
        {
            return Refuse("MalformedToken: The token cannot be read.", out refusal);
        }

        if (token.KeyName != options.KeyName || !token.IsSignedWith(options.Key))
        {
            return Refuse("InvalidSignature: The token has an invalid signature.", out refusal);
        }

        return HubAddress.Covers(HostAndPath(token.Resource), HostAndPath(audience))
            ? DateTimeOffset.FromUnixTimeSeconds(token.Expiry)
            : Refuse("InvalidAudience: The token is for something else.", out refusal);
    }
}
