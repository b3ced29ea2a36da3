using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The app settings as the host reads them: those given by the caller, over this process's environment.</summary>
internal sealed class AppSettings(IReadOnlyDictionary<string, string> given)
{
    private readonly IConfiguration _settings = new ConfigurationBuilder()
        .AddEnvironmentVariables()
        .AddInMemoryCollection(given.Select(setting => KeyValuePair.Create(Normalize(setting.Key), (string?)setting.Value)))
        .Build();

    /// <summary>What replaces values of host.json.</summary>
    public IConfiguration OfHostJson => _settings.GetSection("AzureFunctionsJobHost");

    /// <summary>Whether a setting disables this function, in its dotted form or in the form that Linux allows.</summary>
    public bool Disables(string functionName) =>
        (_settings[$"AzureWebJobs.{functionName}.Disabled"] ?? _settings[$"AzureWebJobs_{functionName}_Disabled"])?.ToUpperInvariant() is "1" or "TRUE";

    /// <summary>Replaces every <c>%NAME%</c>, which the host does, never the worker.</summary>
    /// <exception cref="FormatException">A name has no value.</exception>
    public string Resolve(string text) => Regex.Replace(text, "%([^%]+)%", match =>
        _settings[Normalize(match.Groups[1].Value)] ?? throw new FormatException($"'{match.Value}' does not resolve to a value."));

    // A colon in a name means the same as two underscores.
    private static string Normalize(string name) => name.Replace("__", ":", StringComparison.Ordinal);
}
