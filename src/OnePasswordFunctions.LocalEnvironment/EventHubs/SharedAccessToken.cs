using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>The parts of a shared access signature.</summary>
/// <param name="RawResource">What it gives access to, still escaped, as it was signed.</param>
/// <param name="Signature">The signature, in Base64.</param>
/// <param name="Expiry">When it ends, in seconds since 1970.</param>
/// <param name="KeyName">The policy's name.</param>
internal sealed record SharedAccessToken(string RawResource, string Signature, long Expiry, string KeyName)
{
    private const string Scheme = "SharedAccessSignature ";

    public string Resource => Uri.UnescapeDataString(RawResource);

    public static SharedAccessToken? Parse(string text)
    {
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string part in text[Scheme.Length..].Split('&'))
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
