using System.Diagnostics.CodeAnalysis;

namespace OnePasswordFunctions.Settings;

/// <summary>
/// The parts of an Azure connection string: <c>name=value</c> separated by semicolons, names in any letter case, values up to
/// the next semicolon (keys contain '='). Never shows its values.
/// </summary>
internal sealed class ConnectionString
{
    private readonly Dictionary<string, string> _parts = new(StringComparer.OrdinalIgnoreCase);

    private ConnectionString()
    {
    }

    /// <summary>The value of a part, or null.</summary>
    public string? this[string name] => _parts.GetValueOrDefault(name);

    /// <summary>Whether a part has the value <c>true</c>, in any letter case.</summary>
    public bool IsTrue(string name) => string.Equals(this[name], "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Splits <paramref name="text"/>; <paramref name="why"/> says what is wrong with it, naming parts but no values.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ConnectionString? connectionString, out string? why)
    {
        connectionString = null;
        var parsed = new ConnectionString();
        int number = 0;
        foreach (string part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            number++;
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? "" : part[..equals].Trim();
            string value = equals < 0 ? "" : part[(equals + 1)..].Trim();
            if (name.Length == 0 || value.Length == 0)
            {
                why = $"part {number} is not of the form name=value";
                return false;
            }

            if (!parsed._parts.TryAdd(name, value))
            {
                why = $"part {number} repeats an earlier name";
                return false;
            }
        }

        why = number == 0 ? "it is empty" : null;
        connectionString = number == 0 ? null : parsed;
        return connectionString is not null;
    }
}
