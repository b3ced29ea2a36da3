using System.Text.Json.Serialization;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions.Functions.Http.Feeds;

/// <summary>A setting in force.</summary>
/// <param name="Name">The app setting's name.</param>
/// <param name="Value">Its value, masked when it is a secret; null when it has none.</param>
/// <param name="IsDefault">Whether the value is the default because nothing is set.</param>
internal sealed record SettingView(string Name, string? Value, bool IsDefault)
{
    private const string Masked = "(set; not shown)";

    /// <summary>The value in words.</summary>
    [JsonIgnore]
    public string Text => Value is null ? "not set" : IsDefault ? $"{Value} (default)" : Value;

    /// <summary>Every setting that the app reads.</summary>
    public static IReadOnlyList<SettingView> ReadAll(IConfiguration configuration, SecretRedactor redactor) =>
        [.. SettingCatalogue.All.Select(setting => Read(setting, configuration[setting.Key]?.Trim(), redactor))];

    private static SettingView Read(Setting setting, string? value, SecretRedactor redactor) => value switch
    {
        null or "" => new SettingView(setting.Name, setting.Default, true),
        _ when setting.IsSecret => new SettingView(setting.Name, Masked, false),
        _ => new SettingView(setting.Name, redactor.Redact(value), false),
    };
}
