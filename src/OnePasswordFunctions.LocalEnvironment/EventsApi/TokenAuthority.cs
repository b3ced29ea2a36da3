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
    private readonly ConcurrentDictionary<string, ApiToken> _issued = new(StringComparer.Ordinal);
    private int _count;

    /// <param name="features">The feeds that it may read; null means all three.</param>
    /// <param name="lifetime">How long it is valid; null means for ever, and leaves <c>exp</c> out. A negative time makes an expired token.</param>
    /// <param name="audience">The host that it names.</param>
    public string Issue(string account, string audience, IEnumerable<string>? features = null, TimeSpan? lifetime = null)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        var claims = new ApiToken(
            Subject: MakeId("sub", seed),
            account,
            audience,
            Features: [.. features ?? SimulatedFeed.All.Select(feed => feed.Name)],
            IssuedAt: now.ToUnixTimeSeconds(),
            ExpiresAt: lifetime is null ? null : (now + lifetime.Value).ToUnixTimeSeconds());
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

    /// <summary>What a token says that was issued here; null when it was not, or is revoked or expired.</summary>
    public ApiToken? Verify(string token)
        => _issued.TryGetValue(token, out ApiToken? claims) && (claims.ExpiresAt is not long end || timeProvider.GetUtcNow().ToUnixTimeSeconds() < end) ? claims : null;

    /// <summary>Revokes a token; null revokes every one that was issued so far.</summary>
    public void Revoke(string? token)
    {
        foreach (string issued in _issued.Keys.Where(issued => token is null || issued == token))
        {
            _issued.TryRemove(issued, out _);
        }
    }

    private static string Segment(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private string MakeId(string use, int number) =>
        string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes($"{use} {seed} {number}")).Take(EventIdentity.Length).Select(value => EventIdentity.Alphabet[value & 31]));
}
