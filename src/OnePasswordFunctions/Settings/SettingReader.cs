using System.Globalization;
using System.Text.RegularExpressions;

namespace OnePasswordFunctions.Settings;

/// <summary>
/// Reads settings and gathers every problem, so that one look at the answer is enough to mend them all. It parses text itself
/// because a configuration binder stops at the first value that it cannot convert.
/// </summary>
internal sealed partial class SettingReader(IConfiguration configuration)
{
    private readonly List<string> _problems = [];
    private readonly List<string> _cautions = [];

    /// <summary>What must be mended before anything can run: which setting, what is allowed, what to do.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>What works and is still worth a warning at start-up.</summary>
    public IReadOnlyList<string> Cautions => _cautions;

    /// <summary>The setting's text or its default; null when it has neither. A Key Vault reference that did not resolve is a problem.</summary>
    public string? Text(Setting setting)
    {
        string? value = configuration[setting.Key]?.Trim();
        if (string.IsNullOrEmpty(value))
        {
            return setting.Default;
        }

        if (value.StartsWith("@Microsoft.KeyVault(", StringComparison.OrdinalIgnoreCase))
        {
            _problems.Add($"{setting.Name}: the Key Vault reference was not resolved. Check that the secret exists and that the app's identity has the role "
                + "Key Vault Secrets User, then restart the app.");
            return null;
        }

        return value;
    }

    /// <summary>As <see cref="Text"/>, and a problem when there is none.</summary>
    public string? Required(Setting setting)
    {
        int before = _problems.Count;
        string? value = Text(setting);
        if (value is null && _problems.Count == before)
        {
            _problems.Add($"{setting.Name} is not set; allowed: {setting.Allowed}. Set it as an app setting (locally in local.settings.json).");
        }

        return value;
    }

    public bool Boolean(Setting setting) => Parse<bool>(setting, bool.TryParse);

    public int Integer(Setting setting, int least, int most) => Parse(setting, (string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= least && value <= most);

    /// <summary>One of an enumeration's names, in any letter case; a number is none.</summary>
    public T Choice<T>(Setting setting) where T : struct, Enum => Parse(setting, (string text, out T value) =>
        Enum.TryParse(text, ignoreCase: true, out value) && Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase));

    public TimeSpan Duration(Setting setting, TimeSpan least, TimeSpan most) => Parse(setting, (string text, out TimeSpan value) =>
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value) && text.Contains(':', StringComparison.Ordinal) && value >= least && value <= most);

    /// <summary>The setting's text if it matches <paramref name="pattern"/>; otherwise a problem and null.</summary>
    public string? Matching(Setting setting, Regex pattern)
    {
        string? value = Text(setting);
        if (value is null || pattern.IsMatch(value))
        {
            return value;
        }

        Reject(setting, value);
        return null;
    }

    /// <summary>Notes that <paramref name="value"/> is not allowed.</summary>
    public void Reject(Setting setting, string value, string? why = null)
    {
        string shown = setting.IsSecret ? "its value" : Show(value, "its value");
        _problems.Add($"{setting.Name}: {shown} is not allowed{(why is null ? "" : $" ({why})")}; allowed: {setting.Allowed}.");
    }

    /// <summary>A value in quotation marks, or <paramref name="substitute"/> when a secret may be in it.</summary>
    public static string Show(string value, string substitute) => MayHoldSecret().IsMatch(value) ? substitute : $"'{Shorten(value)}'";

    public void Caution(string sentence) => _cautions.Add(sentence);

    private T Parse<T>(Setting setting, TryParse<T> tryParse)
    {
        string? text = Text(setting);
        if (text is null)
        {
            return default!;
        }

        if (!tryParse(text, out T value))
        {
            Reject(setting, text);
        }

        return value;
    }

    private static string Shorten(string value) => ControlCharacters().Replace(value.Length <= 100 ? value : value[..100] + "…", "?");

    /// <summary>What a token, a key, a signature or a connection string in the wrong place looks like.</summary>
    [GeneratedRegex("eyJ|key=|sig=|signature|bearer|[A-Za-z0-9+/=_-]{40}", RegexOptions.IgnoreCase)]
    private static partial Regex MayHoldSecret();

    [GeneratedRegex(@"\p{C}")]
    private static partial Regex ControlCharacters();

    private delegate bool TryParse<T>(string text, out T value);
}
