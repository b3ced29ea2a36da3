using System.Text.Json.Serialization;

namespace OnePasswordFunctions.Functions;

/// <summary>
/// The answer to a non-HTTP invocation, as the Functions host reads it. Never empty: the host would wait for an empty 2xx until
/// the function times out.
/// </summary>
internal sealed class InvocationAnswer
{
    [JsonPropertyName("Outputs")]
    public Dictionary<string, string> Outputs { get; } = [];

    /// <summary>Lines that the host logs under the invocation; ignored unless the status is 2xx.</summary>
    [JsonPropertyName("Logs")]
    public required IReadOnlyList<string> Logs { get; init; }

    [JsonPropertyName("ReturnValue")]
    public string? ReturnValue { get; init; }
}
