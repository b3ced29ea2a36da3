using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace OnePasswordFunctions.EventsApi;

/// <summary>
/// What a bearer token says of itself, read on this machine without verifying the signature: good for advice and for warning of
/// expiry, never for a decision about trust. Holds no part of the token that is secret.
/// </summary>
/// <param name="Audience">The host of the Events API that issued it; null when the token names none.</param>
/// <param name="Features">The feeds that it may read, by API name; empty when the token names none.</param>
/// <param name="ExpiresAt">When it expires; null for a token that does not.</param>
/// <param name="AccountUuid">The 1Password account, if the token says so.</param>
internal sealed record TokenClaims(string? Audience, IReadOnlyList<string> Features, DateTimeOffset? ExpiresAt, string? AccountUuid)
{
    /// <summary>The audience of tokens from before the regions, which names no host.</summary>
    public const string LegacyAudience = "com.1password.streamingservice";

    /// <summary>Whether it has the claims of a 1Password Connect server's token, which gives access to vaults and not to events.</summary>
    public bool IsOfConnect { get; init; }

    /// <summary>Reads the claims; false when <paramref name="token"/> is not a JSON Web Token.</summary>
    public static bool TryRead(string token, [NotNullWhen(true)] out TokenClaims? claims)
    {
        claims = null;
        string[] parts = token.Split('.');
        if (parts.Length != 3)
        {
            return false;
        }

        try
        {
            using JsonDocument payload = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            claims = payload.RootElement.ValueKind == JsonValueKind.Object ? Read(payload.RootElement) : null;
            return claims is not null;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return false;
        }
    }

    private static TokenClaims Read(JsonElement payload) => new(
        Texts(payload, "aud").FirstOrDefault(), Texts(payload, "1password.com/fts"), Time(payload, "exp"), Texts(payload, "1password.com/auuid").FirstOrDefault())
    {
        IsOfConnect = Texts(payload, "aud").Contains("com.1password.connect", StringComparer.OrdinalIgnoreCase)
            || (payload.TryGetProperty("1password.com/vts", out _) && !payload.TryGetProperty("1password.com/fts", out _)),
    };

    /// <summary>A claim that is a text or a list of texts.</summary>
    private static string[] Texts(JsonElement payload, string name) => !payload.TryGetProperty(name, out JsonElement claim) ? [] : claim.ValueKind switch
    {
        JsonValueKind.String => [claim.GetString()!],
        JsonValueKind.Array => [.. claim.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)],
        _ => [],
    };

    private static DateTimeOffset? Time(JsonElement payload, string name)
    {
        bool isKnown = payload.TryGetProperty(name, out JsonElement claim) && claim.ValueKind == JsonValueKind.Number
            && claim.TryGetDouble(out double seconds) && seconds >= 0 && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds();
        return isKnown ? DateTimeOffset.FromUnixTimeSeconds((long)claim.GetDouble()) : null;
    }
}
