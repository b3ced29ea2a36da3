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
    private readonly ConcurrentDictionary<string, TokenClaims> _issued = new(StringComparer.Ordinal);
    private int _count;

    public string Issue(TokenRequest request, string defaultAudience, string defaultAccount)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        var claims = new TokenClaims(
            Id: MakeId("jti", Interlocked.Increment(ref _count)),
            Subject: MakeId("sub", seed),
            Account: request.AccountUuid ?? defaultAccount,
            Audience: request.Audience ?? defaultAudience,
            Features: [.. request.Features ?? SimulatedFeeds.All.Select(feed => feed.Name())],
            IssuedAt: now.ToUnixTimeSeconds(),
            ExpiresAt: request.Lifetime is TimeSpan lifetime ? (now + lifetime).ToUnixTimeSeconds() : null);
        string signed = Segment(WriteHeader) + "." + Segment(json => WriteClaims(json, claims));
        string token = signed + "." + Base64Url.EncodeToString(Sign(signed));
        _issued[token] = claims;
        return token;
    }

    /// <summary>The claims of a token that was issued here; null when it was not, or is revoked or expired.</summary>
    public TokenClaims? Verify(string token)
        => _issued.TryGetValue(token, out TokenClaims? claims) && (claims.ExpiresAt is not long end || timeProvider.GetUtcNow().ToUnixTimeSeconds() < end) ? claims : null;

    /// <summary>Revokes a token; null revokes every one that was issued so far.</summary>
    public void Revoke(string? token)
    {
        if (token is null)
        {
            _issued.Clear();
        }
        else
        {
            _issued.TryRemove(token, out _);
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
}
