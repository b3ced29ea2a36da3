using System.Collections;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>
/// The app settings as the worker sees them: the settings given by the caller, over this process's environment,
/// over <c>Values</c> of a local.settings.json in the app's folder.
/// </summary>
internal sealed partial class AppSettings
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    private AppSettings()
    {
    }

    /// <summary>Every setting, for the environment of the worker.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Puts the three sources together.</summary>
    /// <exception cref="LocalEnvironmentException">local.settings.json is not valid.</exception>
    public static AppSettings Load(string appRoot, IReadOnlyDictionary<string, string> given)
    {
        var settings = new AppSettings();
        settings.AddLocalSettings(Path.Combine(appRoot, "local.settings.json"));
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            settings._values[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        foreach ((string name, string value) in given)
        {
            settings._values[name] = value;
        }

        return settings;
    }

    /// <summary>The value of one setting, or null. A colon in the name means the same as two underscores.</summary>
    public string? Find(string name) =>
        _values.TryGetValue(name, out string? value) || _values.TryGetValue(name.Replace(":", "__", StringComparison.Ordinal), out value)
            ? value
            : null;

    /// <summary>Whether a setting disables this function, in its dotted form or in the form that Linux allows.</summary>
    public bool Disables(string functionName) =>
        IsTrue(Find($"AzureWebJobs.{functionName}.Disabled")) || IsTrue(Find($"AzureWebJobs_{functionName}_Disabled"));

    /// <summary>Replaces every <c>%NAME%</c>; a name without a value goes to <paramref name="unresolved"/>.</summary>
    public string Resolve(string text, Func<string, string> unresolved) =>
        Reference().Replace(text, match => Find(match.Groups[1].Value) ?? unresolved(match.Groups[1].Value));

    private static bool IsTrue(string? value) => value is "1" || string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("%([^%]+)%", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    private void AddLocalSettings(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path), JsonFiles.Options);
            if (document.RootElement.TryGetProperty("Values", out JsonElement values))
            {
                foreach (JsonProperty value in values.EnumerateObject())
                {
                    _values[value.Name] = value.Value.GetString() ?? "";
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new LocalEnvironmentException($"{path} must be a JSON object whose \"Values\" is an object of strings. {exception.Message}", exception);
        }
    }
}
