using System.Buffers;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>Knows one scenario's secrets and finds them in what was written.</summary>
internal sealed class SecretSearch
{
    /// <summary>What the handler puts where it had to take a secret out at the last moment: no message is meant to come to that.</summary>
    private const string Redacted = "[secret]";

    private readonly Lock _gate = new();
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);
    private readonly HashSet<string> _signatures = new(StringComparer.Ordinal);
    private readonly HashSet<string> _cursors = new(StringComparer.Ordinal);
    private SearchValues<string>? _standing;

    public int Secrets => _secrets.Count;

    public int Signatures => _signatures.Count;

    public int Cursors => _cursors.Count;

    /// <summary>Adds a token, a key or a part of one.</summary>
    public void AddSecret(string secret)
    {
        lock (_gate)
        {
            if (_secrets.Add(secret))
            {
                _standing = null;
            }
        }
    }

    /// <summary>Adds a signature that was sent.</summary>
    public void AddSignature(string signature)
    {
        lock (_gate)
        {
            _signatures.Add(signature);
        }
    }

    public void AddCursor(string cursor)
    {
        lock (_gate)
        {
            _cursors.Add(cursor);
        }
    }

    /// <summary>Searches at once for tokens and keys, in what is too much to keep.</summary>
    public bool HoldsSecret(ReadOnlySpan<char> text)
    {
        SearchValues<string>? standing = Volatile.Read(ref _standing);
        if (standing is null)
        {
            lock (_gate)
            {
                _standing = standing = SearchValues.Create([.. _secrets.SelectMany(SecretForms.OfSecret).Distinct()], StringComparison.Ordinal);
            }
        }

        return text.ContainsAny(standing);
    }

    /// <summary>Searches what was kept for all that is known by now; returns what was found.</summary>
    public IEnumerable<string> Search(IReadOnlyCollection<(WrittenKind Kind, string Text)> written)
    {
        SearchValues<string> all;
        lock (_gate)
        {
            all = SearchValues.Create(
                [.. _secrets.SelectMany(SecretForms.OfSecret).Concat(_signatures.SelectMany(SecretForms.OfSignature)).Concat(_cursors.SelectMany(SecretForms.OfCursor)).Append(Redacted).Distinct()],
                StringComparison.Ordinal);
        }

        foreach ((WrittenKind kind, string text) in written)
        {
            int place = text.AsSpan().IndexOfAny(all);
            if (place >= 0)
            {
                yield return $"{kind}, at character {place}: {text[Math.Max(0, place - 200)..Math.Min(text.Length, place + 60)]}";
            }
        }
    }
}
