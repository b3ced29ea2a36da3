using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OnePasswordFunctions.LocalEnvironment.Progress;

/// <summary>What the progress needs of the one line of JSON that the worker leaves behind for every run.</summary>
/// <param name="Feed">The name of the feed.</param>
/// <param name="Outcome">How the run ended.</param>
/// <param name="Failure">The kind of what went wrong, or "None".</param>
/// <param name="Error">The sentence that says why it did not end well; null when it did.</param>
/// <param name="Events">How many events it published.</param>
/// <param name="LagSeconds">How far it was behind when it ended; null when it cannot tell.</param>
/// <param name="StartedAt">When it began.</param>
internal sealed record RunReport(string Feed, string Outcome, string Failure, string? Error, long Events, double? LagSeconds, DateTimeOffset StartedAt)
{
    private const string Start = "{\"record\":\"onepassword.run\"";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    /// <summary>The error with the kind of failure in front; null when the run ended well.</summary>
    public string? Problem => Error is null || Failure == "None" ? Error : $"{Failure}. {Error}";

    /// <summary>Reads a log line; other lines give null. Hosts may write something in front of the JSON.</summary>
    public static RunReport? TryRead(string line)
    {
        int start = line.IndexOf(Start, StringComparison.Ordinal);
        try
        {
            return start < 0 ? null : JsonSerializer.Deserialize<RunReport>(line[start..], Format);
        }
        catch (JsonException)
        {
            // A record that was cut short.
            return null;
        }
    }
}
