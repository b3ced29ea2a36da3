using System.Text.Json.Serialization;

namespace OnePasswordFunctions.Functions;

/// <summary>The answer to every call while settings are bad.</summary>
internal sealed class BadSettingsAnswer
{
    [JsonPropertyName("error")]
    public string Error { get; } = "The settings have problems; mend them and restart the app. Nothing was read and nothing is lost.";

    /// <summary>One sentence for each bad setting: which, what is allowed, what to do.</summary>
    [JsonPropertyName("problems")]
    public required IReadOnlyList<string> Problems { get; init; }
}
