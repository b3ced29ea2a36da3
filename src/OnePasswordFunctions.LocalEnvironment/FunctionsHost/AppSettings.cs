using System.Collections;
using System.Text.RegularExpressions;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The app settings as the worker sees them: the settings given by the caller, over this process's environment.</summary>
internal sealed partial class AppSettings
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    public AppSettings(IReadOnlyDictionary<string, string> given)
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            _values[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        foreach ((string name, string value) in given)
        {
            _values[name] = value;
        }
    }

    /// <summary>Every setting, for the environment of the worker.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Whether a setting disables this function, in its dotted form or in the form that Linux allows.</summary>
    public bool Disables(string functionName) =>
        IsTrue(Find($"AzureWebJobs.{functionName}.Disabled")) || IsTrue(Find($"AzureWebJobs_{functionName}_Disabled"));

    /// <summary>Replaces every <c>%NAME%</c>, which the host does, never the worker.</summary>
    /// <exception cref="FormatException">A name has no value.</exception>
    public string Resolve(string text) => Reference().Replace(text, match =>
        Find(match.Groups[1].Value) ?? throw new FormatException($"'{match.Value}' does not resolve to a value."));

    // A colon in the name means the same as two underscores.
    private string? Find(string name) => _values.GetValueOrDefault(name) ?? _values.GetValueOrDefault(name.Replace(":", "__", StringComparison.Ordinal));

    private static bool IsTrue(string? value) => value is "1" || string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("%([^%]+)%", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
