using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>The tokens that were put on one connection, by what they give access to. Only shared access signatures are taken.</summary>
/// <param name="expired">Called when a token has ended, also when a newer one gives the same access.</param>
internal sealed partial class ConnectionTokens(EventHubStandInOptions options, TimeProvider timeProvider, Action expired) : IDisposable
{
    private const string SharedAccess = "servicebus.windows.net:sastoken";

    // What a timer waits for at most; no client asks for a token that lasts longer.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _expiries = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentBag<ITimer> _timers = [];

    /// <summary>The token that the client put last, whatever was answered.</summary>
    public string Newest { get; set; } = "";

    /// <summary>How many tokens were put and accepted.</summary>
    public int Count => _timers.Count;

    /// <summary>Forgets all tokens, as if their time were over.</summary>
    public void Clear()
    {
        _expiries.Clear();
        expired();
    }

    /// <summary>Takes a token in the place of an older one for the same path.</summary>
    /// <param name="type">The kind of token, as the client names it.</param>
    /// <param name="audience">The address that the client wants to use it for.</param>
    /// <returns>Why it is refused; null when it is not.</returns>
    public string? Put(string type, string token, string audience)
    {
        Match parts = Signature().Match(token);
        string resource = parts.Groups["resource"].Value;
        string end = parts.Groups["end"].Value;
        DateTimeOffset expiry = parts.Success ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(end, CultureInfo.InvariantCulture)) : default;
        TimeSpan rest = expiry - timeProvider.GetUtcNow();
        string? refusal = type != SharedAccess ? "InvalidType: This kind of token is not accepted."
            : !parts.Success ? "MalformedToken: The token cannot be read."
            : Uri.UnescapeDataString(parts.Groups["name"].Value) != options.KeyName || !IsSigned($"{resource}\n{end}", parts.Groups["signature"].Value) ? "InvalidSignature: The token has an invalid signature."
            : !IsFor(Uri.UnescapeDataString(resource), audience) ? "InvalidAudience: The token is for something else."
            : rest <= TimeSpan.Zero ? "ExpiredToken: The token is expired."
            : null;
        if (refusal is null)
        {
            _expiries[HubAddress.PathOf(audience)] = expiry;
            _timers.Add(timeProvider.CreateTimer(_ => expired(), null, rest < Longest ? rest : Longest, Timeout.InfiniteTimeSpan));
        }

        return refusal;
    }

    /// <summary>Whether a token that has not ended gives access to a path.</summary>
    public bool Covers(string path)
    {
        DateTimeOffset now = timeProvider.GetUtcNow();
        return _expiries.Any(pair => pair.Value > now && HubAddress.Covers(pair.Key, path));
    }

    public void Dispose()
    {
        foreach (ITimer timer in _timers)
        {
            timer.Dispose();
        }
    }

    // The key is the text itself, not the bytes that it would decode to.
    private bool IsSigned(string text, string signature) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(options.Key), Encoding.UTF8.GetBytes(text)))),
        Encoding.UTF8.GetBytes(Uri.UnescapeDataString(signature)));

    // The scheme and the port are the transport's business: sb, amqp and https all name the same namespace.
    private static bool IsFor(string resource, string audience) => Uri.TryCreate(resource, UriKind.Absolute, out Uri? given) && Uri.TryCreate(audience, UriKind.Absolute, out Uri? wanted)
        && given.Host == wanted.Host && HubAddress.Covers(HubAddress.PathOf(resource), HubAddress.PathOf(audience));

    [GeneratedRegex("^SharedAccessSignature sr=(?<resource>[^&]+)&sig=(?<signature>[^&]+)&se=(?<end>[0-9]{1,11})&skn=(?<name>[^&]+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Signature();
}
