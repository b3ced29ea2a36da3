namespace OnePasswordFunctions.EventsApi;

/// <summary>
/// Whether a token was issued where the server URL points. What a token says of itself is not verified, so only the names of servers that
/// are known as 1Password's lead to advice: nobody is sent to an address because a token names it.
/// </summary>
/// <param name="Match">What can be concluded.</param>
/// <param name="Issuer">The known server that issued the token; for <see cref="TokenRegionMatch.Same"/> the server of the settings; otherwise null.</param>
internal sealed record TokenRegion(TokenRegionMatch Match, string? Issuer = null)
{
    private static readonly string[] KnownServers = ["events.1password.com", "events.1password.eu", "events.1password.ca", "events.ent.1password.com"];

    /// <summary>Judges a token; <paramref name="claims"/> is null for one that says nothing of itself.</summary>
    public static TokenRegion Judge(TokenClaims? claims, Uri serverUrl)
    {
        if (claims?.Audience is not { } audience)
        {
            return new TokenRegion(TokenRegionMatch.NotSaid);
        }

        if (audience == TokenClaims.LegacyAudience)
        {
            return new TokenRegion(TokenRegionMatch.Legacy);
        }

        string host = HostOf(audience);
        bool isServer = Is(host, serverUrl.Host) || Is(audience, serverUrl.Authority);
        string? issuer = KnownServers.FirstOrDefault(known => Is(known, host));
        return isServer ? new TokenRegion(TokenRegionMatch.Same, serverUrl.Host)
            : issuer is null ? new TokenRegion(TokenRegionMatch.UnknownIssuer)
            : new TokenRegion(serverUrl.IsLoopback ? TokenRegionMatch.LocalServer : TokenRegionMatch.Other, issuer);
    }

    /// <summary>An audience is a host name; a URL of it means the same.</summary>
    private static string HostOf(string audience) => Uri.TryCreate(audience, UriKind.Absolute, out Uri? url) ? url.Host : audience;

    private static bool Is(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
