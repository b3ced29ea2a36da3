using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The app settings as the host reads them: those given by the caller, over this process's environment.</summary>
internal sealed partial class AppSettings(IReadOnlyDictionary<string, string> given)
{
    private readonly IConfiguration _settings = new ConfigurationBuilder()
        .AddEnvironmentVariables()
        .AddInMemoryCollection(given.Select(setting => KeyValuePair.Create(Normalize(setting.Key), (string?)setting.Value)))
        .Build();

    /// <summary>Those that the worker does not inherit from this process.</summary>
    public IReadOnlyDictionary<string, string> Given => given;

    /// <summary>What replaces values of host.json.</summary>
    public IConfiguration OfHostJson => _settings.GetSection("AzureFunctionsJobHost");

    /// <summary>Whether a setting disables this function, in its dotted form or in the form that Linux allows.</summary>
    public bool Disables(string functionName) => IsTrue(_settings[$"AzureWebJobs.{functionName}.Disabled"]) || IsTrue(_settings[$"AzureWebJobs_{functionName}_Disabled"]);

    /// <summary>Replaces every <c>%NAME%</c>, which the host does, never the worker.</summary>
    /// <exception cref="FormatException">A name has no value.</exception>
    public string Resolve(string text) => Reference().Replace(text, match =>
        _settings[Normalize(match.Groups[1].Value)] ?? throw new FormatException($"'{match.Value}' does not resolve to a value."));

    // A colon in a name means the same as two underscores.
    private static string Normalize(string name) => name.Replace("__", ":", StringComparison.Ordinal);

    private static bool IsTrue(string? value) => value is "1" || string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("%([^%]+)%", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
