using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

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
            Subject: MakeId("sub", seed),
            Account: request.AccountUuid ?? defaultAccount,
            Audience: request.Audience ?? defaultAudience,
            Features: [.. request.Features ?? SimulatedFeeds.All.Select(feed => feed.Name())],
            IssuedAt: now.ToUnixTimeSeconds(),
            ExpiresAt: request.Lifetime is TimeSpan lifetime ? (now + lifetime).ToUnixTimeSeconds() : null);
        var payload = new JsonObject
        {
            ["1password.com/auuid"] = claims.Account,
            ["1password.com/fts"] = new JsonArray([.. claims.Features.Select(feature => JsonValue.Create(feature))]),
            ["aud"] = new JsonArray(claims.Audience),
            ["sub"] = claims.Subject,
            ["iat"] = claims.IssuedAt,
            ["iss"] = "com.1password.b5",
            ["jti"] = MakeId("jti", Interlocked.Increment(ref _count)),
        };
        if (claims.ExpiresAt is long end)
        {
            payload["exp"] = end;
        }

        string signed = Segment(new JsonObject { ["alg"] = "ES256", ["kid"] = MakeId("kid", seed).ToLowerInvariant(), ["typ"] = "JWT" }) + "." + Segment(payload);
        string token = signed + "." + Base64Url.EncodeToString(HMACSHA512.HashData(_key, Encoding.UTF8.GetBytes(signed)));
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

    private static string Segment(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private string MakeId(string use, int number) =>
        string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes($"{use} {seed} {number}")).Take(EventIdentity.Length).Select(value => EventIdentity.Alphabet[value & 31]));
}
