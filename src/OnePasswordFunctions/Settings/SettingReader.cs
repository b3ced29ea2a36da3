using System.Globalization;
using System.Text.RegularExpressions;

namespace OnePasswordFunctions.Settings;

/// <summary>
/// Reads settings and gathers every problem, so that one look at the answer is enough to mend them all. It parses text itself
/// because a configuration binder stops at the first value that it cannot convert.
/// </summary>
internal sealed partial class SettingReader(IConfiguration configuration)
{
    private const string Hidden = "its value";
    private const int MostParts = 5;

    private readonly List<string> _problems = [];
    private readonly List<string> _cautions = [];

    /// <summary>What must be mended before anything can run: which setting, what is allowed, what to do.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>What works and is still worth a warning at start-up.</summary>
    public IReadOnlyList<string> Cautions => _cautions;

    /// <summary>The setting's text or its default; null when it has neither. A reference that nothing resolved is a problem.</summary>
    public string? Text(Setting setting)
    {
        string? value = configuration[setting.Key]?.Trim();
        if (string.IsNullOrEmpty(value))
        {
            return setting.Default;
        }

        if (UnresolvedReference.Explain(value) is { } explanation)
        {
            _problems.Add($"{setting.Name}: {explanation}");
            return null;
        }

        return value;
    }

    /// <summary>The setting's text; a problem and null when it is not set, whether it has a default or not.</summary>
    public string? Required(Setting setting)
    {
        if (!string.IsNullOrWhiteSpace(configuration[setting.Key]))
        {
            return Text(setting);
        }

        string usual = setting.Default is null ? "" : $"; usual: '{setting.Default}'";
        _problems.Add($"{setting.Name} is not set; allowed: {setting.Allowed}{usual}. Set it as an app setting (locally in local.settings.json).");
        return null;
    }

    public bool Boolean(Setting setting) => Parse<bool>(setting, bool.TryParse);

    public int Integer(Setting setting, int least, int most) => Parse(setting, (string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= least && value <= most);

    /// <summary>One of an enumeration's names, in any letter case; a number is none.</summary>
    public T Choice<T>(Setting setting) where T : struct, Enum => Parse(setting, (string text, out T value) =>
        Enum.TryParse(text, ignoreCase: true, out value) && Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase));

    public TimeSpan Duration(Setting setting, TimeSpan least, TimeSpan most)
    {
        if (Text(setting) is not { } text)
        {
            return default;
        }

        if (!SettingDuration.TryParse(text, out TimeSpan value, out string? why) || value < least || value > most)
        {
            Reject(setting, text, why);
        }

        return value;
    }

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
    public void Reject(Setting setting, string value, string? why = null) =>
        _problems.Add($"{setting.Name}: {(setting.IsSecret ? Hidden : Show(value, Hidden))} is not allowed{(why is null ? "" : $" ({why})")}; allowed: {setting.Allowed}.");

    /// <summary>Notes that parts of the setting's value are not allowed.</summary>
    public void Reject(Setting setting, IReadOnlyList<string> parts) =>
        _problems.Add($"{setting.Name}: {string.Join(", ", parts.Select(part => Show(part, Hidden)).Distinct().Take(MostParts))} is not allowed; allowed: {setting.Allowed}.");

    /// <summary>A value in quotation marks, or <paramref name="substitute"/> when a secret may be in it.</summary>
    public static string Show(string value, string substitute) => MayHoldSecret().IsMatch(value) ? substitute : $"'{Shorten(value)}'";

    public void Caution(string sentence) => _cautions.Add(sentence);

    /// <summary>A reader of the same settings, for those whose problems must not stop the app.</summary>
    public SettingReader Apart() => new(configuration);

    /// <summary>The setting of the platform with this name; null when it is not set.</summary>
    public string? OfPlatform(string name) => configuration[name];

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
