using System.Text.Json;
using System.Text.Json.Nodes;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.LocalEnvironment.Progress;

/// <summary>What the progress needs of the one line of JSON that the worker leaves behind for every run.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="Outcome">How the run ended.</param>
/// <param name="Error">The sentence that says why it did not end well, with the failure in front; null when it did.</param>
/// <param name="Events">How many events it published.</param>
/// <param name="Lag">How far it was behind when it ended; null when it cannot tell.</param>
/// <param name="StartedAt">When it began.</param>
internal sealed record RunReport(SimulatedFeed Feed, string Outcome, string? Error, long Events, TimeSpan? Lag, DateTimeOffset StartedAt)
{
    private const string Start = "{\"record\":\"onepassword.run\"";

    /// <summary>Reads a log line; other lines give null. Hosts may write something in front of the JSON.</summary>
    public static RunReport? TryRead(string line)
    {
        int start = line.IndexOf(Start, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        try
        {
            JsonNode run = JsonNode.Parse(line[start..])!;
            return SimulatedFeed.Find((string?)run["feed"]) is not { } feed || (DateTimeOffset?)run["startedAt"] is not { } startedAt ? null : new RunReport(
                feed,
                (string?)run["outcome"] ?? "",
                ReadError((string?)run["failure"], (string?)run["error"]),
                (long?)run["events"] ?? 0,
                (double?)run["lagSeconds"] is { } lag ? TimeSpan.FromSeconds(lag) : null,
                startedAt);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static string? ReadError(string? failure, string? error) =>
        failure is null or "None" ? error : error is null ? failure : $"{failure}. {error}";
}
