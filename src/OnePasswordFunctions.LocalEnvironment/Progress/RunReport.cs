using System.Text.Json;
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
            using JsonDocument document = JsonDocument.Parse(line.AsMemory(start));
            JsonElement json = document.RootElement;
            if (!SimulatedFeeds.TryParse(json.GetProperty("feed").GetString(), out SimulatedFeed feed))
            {
                return null;
            }

            JsonElement lag = json.GetProperty("lagSeconds");
            return new RunReport(
                feed,
                json.GetProperty("outcome").GetString() ?? "",
                ReadError(json.GetProperty("failure").GetString(), json.GetProperty("error").GetString()),
                json.GetProperty("events").GetInt64(),
                lag.ValueKind == JsonValueKind.Number ? TimeSpan.FromSeconds(lag.GetDouble()) : null,
                json.GetProperty("startedAt").GetDateTimeOffset());
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static string? ReadError(string? failure, string? error) =>
        failure is null or "None" ? error : error is null ? failure : $"{failure}. {error}";
}
