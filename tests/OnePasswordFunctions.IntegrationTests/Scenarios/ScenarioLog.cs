using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>What one scenario's workers wrote, searched for secrets when the scenario ends.</summary>
internal sealed partial class ScenarioLog(string name)
{
    /// <summary>The characters after which what was kept is searched and given up before the end: a long scenario must not fill the memory.</summary>
    private const int MostKept = 32 * 1024 * 1024;

    /// <summary>After so many message bodies every 16th is searched: there is one way on which they are made.</summary>
    private const int BodiesSearchedAll = 20_000;

    private readonly Lock _gate = new();
    private readonly List<HostLogEntry> _entries = [];
    private readonly HashSet<(WrittenKind Kind, string Text)> _written = [];
    private long _kept;
    private long _bodies;

    /// <summary>What must not be in it.</summary>
    public SecretSearch Search { get; } = new();

    /// <summary>The lines so far, and those of the host about the worker.</summary>
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

    /// <summary>What the app itself has logged so far.</summary>
    public IReadOnlyList<HostLogEntry> Lines => [.. Entries.Where(IsOfTheApp)];

    public void Note(HostLogEntry entry)
    {
        lock (_gate)
        {
            _entries.Add(entry);
        }

        Keep(entry.Category == HostLogCategories.Console || entry.WorkerCategory is not null ? WrittenKind.WorkerLine : WrittenKind.HostLine, $"{entry.Text} {entry.Exception}");
    }

    public void NoteAnswer(InvocationResult result) => Keep(WrittenKind.InvocationError, result.Error ?? "");

    /// <summary>Notes a text until the scenario ends; the same text once.</summary>
    public void Keep(WrittenKind kind, string text)
    {
        SuiteOutput.Count(kind);
        lock (_gate)
        {
            _kept += _written.Add((kind, text)) ? text.Length : 0;
            if (_kept > MostKept)
            {
                SearchKept();
            }
        }
    }

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
            Search.AddCursor(cursor);
        }

        row.Remove("Cursor");
        row.Remove("RecentEvents");
        Keep(WrittenKind.Row, row.ToJsonString());
    }

    /// <summary>Notes the head of a request to another side, and the signature that it is authorised with.</summary>
    public void NoteRequest(HttpRequest request)
    {
        string target = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget;
        Keep(WrittenKind.Url, $"{request.Method} {target}");
        foreach ((string header, StringValues values) in request.Headers)
        {
            if (header == "Authorization")
            {
                NoteAuthorization(values.ToString());
            }
            else
            {
                Keep(WrittenKind.RequestHeader, $"{header}: {values}");
            }
        }
    }

    /// <summary>Searches a message's body on its way; messages are too many to keep.</summary>
    public void SearchBody(ReadOnlySpan<byte> body)
    {
        long number = Interlocked.Increment(ref _bodies);
        if (number > BodiesSearchedAll && number % 16 != 0)
        {
            return;
        }

        SuiteOutput.Count(WrittenKind.MessageBody);
        char[] text = ArrayPool<char>.Shared.Rent(body.Length);
        int length = Encoding.Latin1.GetChars(body, text);
        if (Search.HoldsSecret(text.AsSpan(0, length)))
        {
            SuiteOutput.AddLeak($"{name} {WrittenKind.MessageBody}: {Encoding.UTF8.GetString(body)}");
        }

        ArrayPool<char>.Shared.Return(text);
    }

    /// <summary>Notes the properties of all messages and the bytes of each connection where they were kept, but for the tokens', whose signatures are sought.</summary>
    public void NoteHub(EventHubStandIn hub, IEnumerable<byte[]> connections)
    {
        foreach (string frames in connections.Select(Encoding.Latin1.GetString))
        {
            foreach (Match token in SignatureOfAToken().Matches(frames))
            {
                Search.AddSignature(token.Groups["signature"].Value);
            }

            Keep(WrittenKind.HubFrames, SignatureOfAToken().Replace(frames, ""));
        }

        foreach (string property in hub.Messages().SelectMany(message => message.Properties).Select(property => $"{property.Key}={property.Value}").Distinct())
        {
            Keep(WrittenKind.MessageProperty, property);
        }
    }

    /// <summary>Notes what must never be written, from the settings that the worker got.</summary>
    public void NoteKeys(IReadOnlyDictionary<string, string> settings)
    {
        foreach (string part in settings.Values.SelectMany(setting => setting.Split(';')))
        {
            if (part.StartsWith("SharedAccessKey=", StringComparison.Ordinal) || part.StartsWith("AccountKey=", StringComparison.Ordinal))
            {
                Search.AddSecret(part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            }
        }

        foreach (string header in settings.GetValueOrDefault("OTEL_EXPORTER_OTLP_HEADERS", "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            Search.AddSecret(header[(header.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        }

        string token = settings.GetValueOrDefault("OnePassword__ApiToken", "");
        foreach (string part in token.Split('.').Append(token).Where(part => part.Length >= 16))
        {
            Search.AddSecret(part);
        }
    }

    /// <summary>The scenario has ended and nothing more will be written: all of it is searched, and given up.</summary>
    public void Conclude()
    {
        lock (_gate)
        {
            SearchKept();
        }

        SuiteOutput.End(Search);
    }

    /// <summary>Waits for a line with this event id at this level that contains a text; the host's log may lag behind the answer.</summary>
    public async Task<string> ExpectAsync(int eventId, LogLevel level, string text = "")
    {
        HostLogEntry? found = null;
        await Eventually.TrueAsync(() => (found = Lines.FirstOrDefault(line => line.EventId == EventNames.Of(eventId) && line.Level == level && line.Text.Contains(text, StringComparison.Ordinal))) is not null,
            () => $"a line with event id {eventId} at {level} that contains '{text}'. There are:{Environment.NewLine}{string.Join(Environment.NewLine, Lines.Select(line => $"{line.Level} {line.EventId} {line.Text}"))}");
        return found!.Text;
    }

    /// <summary>How many lines have this event id now.</summary>
    public int CountOf(int eventId) => Lines.Count(line => line.EventId == EventNames.Of(eventId));

    private static bool IsOfTheApp(HostLogEntry entry) => entry.WorkerCategory?.StartsWith("OnePasswordFunctions.", StringComparison.Ordinal) == true;

    private void SearchKept()
    {
        foreach (string leak in Search.Search(_written))
        {
            SuiteOutput.AddLeak($"{name} {leak}");
        }

        _written.Clear();
        _kept = 0;
    }

    /// <summary>Takes the signature out of an Authorization header: SharedKeyLite account:signature, SharedAccessSignature sr=…&amp;sig=…, or Bearer.</summary>
    private void NoteAuthorization(string header)
    {
        string signature = header.StartsWith("SharedAccessSignature ", StringComparison.Ordinal)
            ? header[(header.IndexOf("sig=", StringComparison.Ordinal) + 4)..].Split('&')[0]
            : header[(header.LastIndexOfAny([' ', ':']) + 1)..];
        Search.AddSignature(signature);
        if (!header.StartsWith("Bearer ", StringComparison.Ordinal) && Search.HoldsSecret(header))
        {
            SuiteOutput.AddLeak($"{name}: a token or key in the Authorization header of another service");
        }
    }

    [GeneratedRegex("SharedAccessSignature sr=[^\\x00]*?&sig=(?<signature>[A-Za-z0-9%]+)")]
    private static partial Regex SignatureOfAToken();
}
