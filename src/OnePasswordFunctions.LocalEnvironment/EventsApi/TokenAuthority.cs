using System.Buffers;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>
/// Issues tokens that look like the real ones (a JWT with an ES256 header) and checks them. The signature is of the right
/// length but made with a key that only this class has, since callers cannot verify the real one either.
/// </summary>
internal sealed class TokenAuthority(int seed, TimeProvider timeProvider)
{
    private readonly byte[] _key = SHA512.HashData(Encoding.UTF8.GetBytes($"token {seed}"));
    private readonly ConcurrentDictionary<string, TokenClaims?> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _revoked = new(StringComparer.Ordinal);
    private int _issued;

    public string Issue(TokenRequest request, string defaultAudience, string defaultAccount)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        var claims = new TokenClaims(
            Id: MakeId("jti", Interlocked.Increment(ref _issued)),
            Subject: MakeId("sub", seed),
            Account: request.AccountUuid ?? defaultAccount,
            Audience: request.Audience ?? defaultAudience,
            Features: [.. request.Features ?? SimulatedFeeds.All.Select(feed => feed.Name())],
            IssuedAt: now.ToUnixTimeSeconds(),
            ExpiresAt: request.Lifetime is TimeSpan lifetime ? (now + lifetime).ToUnixTimeSeconds() : null);
        string signed = Segment(WriteHeader) + "." + Segment(json => WriteClaims(json, claims));
        string token = signed + "." + Base64Url.EncodeToString(Sign(signed));
        _known[token] = claims;
        return token;
    }

    /// <summary>The claims of a token that was issued here; null when it was not, or is revoked or expired.</summary>
    public TokenClaims? Verify(string token)
    {
        // Only tokens with a true signature are remembered, so that a stream of false ones does not grow the table.
        if (!_known.TryGetValue(token, out TokenClaims? claims))
        {
            claims = ReadSigned(token);
            if (claims is not null)
            {
                _known[token] = claims;
            }
        }

        bool valid = claims is not null
            && !_revoked.ContainsKey(token)
            && (claims.ExpiresAt is not long end || timeProvider.GetUtcNow().ToUnixTimeSeconds() < end);
        return valid ? claims : null;
    }

    public void Revoke(string token) => _revoked[token] = true;

    /// <summary>Revokes every token that was issued or seen so far.</summary>
    public void RevokeAll()
    {
        foreach (string token in _known.Keys)
        {
            Revoke(token);
        }
    }

    private static void WriteClaims(Utf8JsonWriter json, TokenClaims claims)
    {
        json.WriteString("1password.com/auuid", claims.Account);
        json.WriteStartArray("1password.com/fts");
        foreach (string feature in claims.Features)
        {
            json.WriteStringValue(feature);
        }

        json.WriteEndArray();
        json.WriteStartArray("aud");
        json.WriteStringValue(claims.Audience);
        json.WriteEndArray();
        json.WriteString("sub", claims.Subject);
        json.WriteNumber("iat", claims.IssuedAt);
        if (claims.ExpiresAt is long end)
        {
            json.WriteNumber("exp", end);
        }

        json.WriteString("iss", "com.1password.b5");
        json.WriteString("jti", claims.Id);
    }

    private static string Segment(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Base64Url.EncodeToString(buffer.WrittenSpan);
    }

    private void WriteHeader(Utf8JsonWriter json)
    {
        json.WriteString("alg", "ES256");
        json.WriteString("kid", MakeId("kid", seed).ToLowerInvariant());
        json.WriteString("typ", "JWT");
    }

    private string MakeId(string use, int number)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{use} {seed} {number}"));
        return string.Create(EventIdentity.Length, hash, (text, bytes) =>
        {
            for (int i = 0; i < text.Length; i++)
            {
                text[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[bytes[i] & 31];
            }
        });
    }

    private byte[] Sign(string text) => HMACSHA512.HashData(_key, Encoding.UTF8.GetBytes(text));

    private TokenClaims? ReadSigned(string token)
    {
        int lastDot = token.LastIndexOf('.');
        if (lastDot < 0 || token.Count('.') != 2 || token.Length > 8192
            || !CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(Base64Url.EncodeToString(Sign(token[..lastDot]))), Encoding.UTF8.GetBytes(token[(lastDot + 1)..])))
        {
            return null;
        }

        using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(token.AsSpan()[(token.IndexOf('.') + 1)..lastDot]));
        JsonElement claims = document.RootElement;
        return new TokenClaims(
            claims.GetProperty("jti").GetString()!,
            claims.GetProperty("sub").GetString()!,
            claims.GetProperty("1password.com/auuid").GetString()!,
            claims.GetProperty("aud")[0].GetString()!,
            [.. claims.GetProperty("1password.com/fts").EnumerateArray().Select(feature => feature.GetString()!)],
            claims.GetProperty("iat").GetInt64(),
            claims.TryGetProperty("exp", out JsonElement end) ? end.GetInt64() : null);
    }
}
