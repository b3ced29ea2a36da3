namespace OnePasswordFunctions.Diagnostics;

/// <summary>
/// The last line of defence: replaces every secret that the settings hold in whatever is written out. No message is meant to
/// contain one.
/// </summary>
internal sealed class SecretRedactor(IEnumerable<string?> secrets)
{
    /// <summary>Shorter values would match ordinary text.</summary>
    private const int ShortestSecret = 8;

    private readonly string[] _secrets = [.. secrets.OfType<string>().Where(secret => secret.Length >= ShortestSecret).Distinct().OrderByDescending(secret => secret.Length)];

    public string Redact(string text)
    {
        foreach (string secret in _secrets)
        {
            text = text.Replace(secret, "[secret]", StringComparison.Ordinal);
        }

        return text;
    }
}
