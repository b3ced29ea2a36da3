using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>What one scenario's handlers wrote. Hands all of it on to <see cref="SuiteOutput"/>.</summary>
internal sealed class ScenarioLog(string name)
{
    private readonly Lock _gate = new();
    private readonly List<HostLogEntry> _entries = [];

    /// <summary>The lines so far, and those of the host about the handler.</summary>
    public IReadOnlyList<HostLogEntry> Entries
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries];
            }
        }
    }

    /// <summary>The console lines of the handler so far.</summary>
    public IReadOnlyList<HostLogEntry> Lines => [.. Entries.Where(entry => entry.Category == HostLogCategories.Console)];

    public void Note(HostLogEntry entry)
    {
        lock (_gate)
        {
            _entries.Add(entry);
        }

        SuiteOutput.Add($"{name} {entry.Category}", entry.Text);
    }

    public void NoteAnswer(InvocationResult result) => SuiteOutput.Add($"{name} answer", result.Body ?? "");

    /// <summary>Notes a row on its way to the table. Its cursor belongs there, and only there.</summary>
    public void NoteRow(string kind, ReadOnlyMemory<byte> body)
    {
        if (kind is not ("write" or "letter") || body.IsEmpty)
        {
            return;
        }

        JsonObject row = JsonNode.Parse(body.Span)!.AsObject();
        if (row["Cursor"]?.GetValue<string>() is { } cursor)
        {
            SuiteOutput.AddCursor(cursor);
        }

        row.Remove("Cursor");
        row.Remove("RecentEvents");
        SuiteOutput.Add($"{name} row", row.ToJsonString());
    }

    public void NoteProperties(EventHubStandIn hub)
    {
        foreach (string property in hub.Messages().SelectMany(message => message.Properties).Select(property => $"{property.Key}={property.Value}").Distinct())
        {
            SuiteOutput.Add($"{name} property", property);
        }
    }

    /// <summary>Notes what must never be written, from the settings that the handler got.</summary>
    public void NoteKeys(IReadOnlyDictionary<string, string> settings)
    {
        foreach (string setting in settings.Values)
        {
            foreach (string part in setting.Split(';'))
            {
                if (part.StartsWith("SharedAccessKey=", StringComparison.Ordinal) || part.StartsWith("AccountKey=", StringComparison.Ordinal))
                {
                    SuiteOutput.AddKey(part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..]);
                }
            }
        }

        string token = settings.GetValueOrDefault("OnePassword__ApiToken", "");
        foreach (string part in token.Split('.').Append(token).Where(part => part.Length >= 16))
        {
            SuiteOutput.AddKey(part);
        }
    }

    /// <summary>Waits for a line with this event id, at this level for the handler and for the host; the console may lag behind the answer.</summary>
    public async Task<string> ExpectAsync(int eventId, LogLevel level)
    {
        string? found = null;
        await Eventually.TrueAsync(() => (found = Find(eventId, level)) is not null,
            $"a line with event id {eventId} at {level}. There are:{Environment.NewLine}{string.Join(Environment.NewLine, Lines.Select(line => $"{line.Level} {line.Text}"))}");
        return found!;
    }

    /// <summary>How many lines have this event id now.</summary>
    public int CountOf(int eventId) => Lines.Count(line => IdOf(line.Text) == eventId);

    private string? Find(int eventId, LogLevel level)
    {
        foreach (HostLogEntry line in Lines.Where(line => IdOf(line.Text) == eventId && line.Level == level))
        {
            JsonNode json = JsonNode.Parse(line.Text)!;
            if (json["level"]!.GetValue<string>() == level.ToString())
            {
                return json["message"]!.GetValue<string>();
            }
        }

        return null;
    }

    private static int? IdOf(string line)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            return json.RootElement.TryGetProperty("eventId", out JsonElement id) ? id.GetInt32() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
