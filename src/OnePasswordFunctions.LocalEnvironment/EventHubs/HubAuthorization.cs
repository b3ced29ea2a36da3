using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>
/// Checks the Authorization header: a shared access signature is verified in full; of a bearer token, the shape, audience and
/// expiry, since nobody here has Microsoft Entra's keys.
/// </summary>
internal sealed class HubAuthorization(EventHubStandInOptions options, TimeProvider timeProvider)
{
    private const string SasScheme = "SharedAccessSignature ";
    private const string BearerScheme = "Bearer ";
    private const string EventHubsAudience = "https://eventhubs.azure.net";
    private const int MaxKnown = 1000;

    // A sender uses one signature for many requests; its HMAC is computed once.
    private readonly ConcurrentDictionary<string, SharedAccessToken> _verified = new(StringComparer.Ordinal);

    /// <summary>Null when the request may send.</summary>
    public HubError? Check(HttpContext context)
    {
        string header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith(SasScheme, StringComparison.OrdinalIgnoreCase))
        {
            return CheckSignature(header, context.Request);
        }

        return header.StartsWith(BearerScheme, StringComparison.OrdinalIgnoreCase)
            ? CheckBearer(header[BearerScheme.Length..].Trim())
            : HubError.MissingToken;
    }

    private static bool Covers(string resource, HttpRequest request)
    {
        // The scheme is the transport's business: sb, http and https all name the same namespace.
        int scheme = resource.IndexOf("://", StringComparison.Ordinal);
        string covered = (scheme < 0 ? resource : resource[(scheme + 3)..]).TrimEnd('/');
        string asked = request.Host.Value + request.Path.Value;
        string withoutPort = request.Host.Host + request.Path.Value;
        return IsPrefix(covered, asked) || IsPrefix(covered, withoutPort);

        static bool IsPrefix(string covered, string asked) => asked.StartsWith(covered, StringComparison.OrdinalIgnoreCase)
            && (asked.Length == covered.Length || asked[covered.Length] == '/');
    }

    private HubError? CheckSignature(string header, HttpRequest request)
    {
        if (!_verified.TryGetValue(header, out SharedAccessToken? token))
        {
            token = SharedAccessToken.Parse(header[SasScheme.Length..]);
            if (token is null)
            {
                return HubError.MissingToken;
            }

            if (token.KeyName != options.KeyName || !token.IsSignedWith(options.Key))
            {
                return HubError.BadSignature;
            }

            if (_verified.Count > MaxKnown)
            {
                _verified.Clear();
            }

            _verified[header] = token;
        }

        if (token.Expiry <= timeProvider.GetUtcNow().ToUnixTimeSeconds())
        {
            return HubError.Expired;
        }

        return Covers(token.Resource, request) ? null : HubError.BadAudience;
    }

    private HubError? CheckBearer(string token)
    {
        string[] segments = token.Split('.');
        try
        {
            if (segments.Length != 3 || segments.Any(segment => segment.Length == 0))
            {
                return HubError.MissingToken;
            }

            using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(segments[1]));
            JsonElement claims = payload.RootElement;
            if (!claims.TryGetProperty("aud", out JsonElement audience) || audience.GetString()?.TrimEnd('/') != EventHubsAudience)
            {
                return HubError.BadAudience;
            }

            bool valid = claims.TryGetProperty("exp", out JsonElement end) && end.GetInt64() > timeProvider.GetUtcNow().ToUnixTimeSeconds();
            return valid ? null : HubError.Expired;
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            return HubError.MissingToken;
        }
    }

    /// <summary>The parts of a shared access signature.</summary>
    private sealed record SharedAccessToken(string RawResource, string Signature, long Expiry, string KeyName)
    {
        public string Resource => Uri.UnescapeDataString(RawResource);

        public static SharedAccessToken? Parse(string text)
        {
            var parts = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (string part in text.Split('&'))
            {
                int equals = part.IndexOf('=');
                if (equals <= 0 || !parts.TryAdd(part[..equals].Trim(), part[(equals + 1)..]))
                {
                    return null;
                }
            }

            return parts.TryGetValue("sr", out string? resource)
                && parts.TryGetValue("sig", out string? signature)
                && parts.TryGetValue("se", out string? expiry)
                && parts.TryGetValue("skn", out string? keyName)
                && long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
                ? new SharedAccessToken(resource, Uri.UnescapeDataString(signature), seconds, Uri.UnescapeDataString(keyName))
                : null;
        }

        public bool IsSignedWith(string key)
        {
            // The key is the text itself, not the bytes that it would decode to.
            byte[] signed = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{RawResource}\n{Expiry}")));
            return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Convert.ToBase64String(signed)), Encoding.UTF8.GetBytes(Signature));
        }
    }
}
