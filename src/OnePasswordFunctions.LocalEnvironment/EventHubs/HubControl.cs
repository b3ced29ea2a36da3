using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>The stand-in's <c>/control</c> paths, for people with curl and for tests in another process.</summary>
internal sealed class HubControl(EventHubStandIn standIn)
{
    private static readonly (string Path, string Does)[] Help =
    [
        ("GET /control", "this list"),
        ("GET /control/state", "per hub: the number of messages; sends, batches, bytes and open connections in all"),
        ("GET /control/messages?hub=onepassword-events&partition=0&count=100", "the newest messages, the newest last"),
        ("GET /control/sends?count=100", "the newest sends and what was answered"),
        ("GET /control/faults", "the faults that are on, and all that are allowed"),
        ("POST /control/faults", """switches on {"fault":"busy,for=10s"}, {"faults":[…]} or lines of text"""),
        ("DELETE /control/faults", "switches all faults off and releases what they hold"),
    ];

    private readonly FaultControl _faults = new(standIn.Faults, standIn.Vocabulary);

    public async Task HandleAsync(HttpContext context, string path)
    {
        try
        {
            await (path switch
            {
                "/control/faults" => _faults.HandleAsync(context),
                "/control" when HttpMethods.IsGet(context.Request.Method) => WriteHelpAsync(context),
                "/control/state" when HttpMethods.IsGet(context.Request.Method) => WriteStateAsync(context),
                "/control/messages" when HttpMethods.IsGet(context.Request.Method) => WriteMessagesAsync(context),
                "/control/sends" when HttpMethods.IsGet(context.Request.Method) => WriteSendsAsync(context),
                _ => ControlJson.WriteMessageAsync(context, 404, "error", $"There is no {context.Request.Method} {path}. GET /control lists what there is."),
            });
        }
        catch (ControlException error)
        {
            await ControlJson.WriteMessageAsync(context, 400, "error", error.Message);
        }
    }

    private static int? ReadNumber(HttpContext context, string name)
    {
        string text = context.Request.Query[name].ToString();
        return text.Length == 0 ? null
            : int.TryParse(text, out int number) && number >= 0 ? number
            : throw new ControlException($"{name} must be a whole number from 0; '{text}' is none.");
    }

    private static int ReadCount(HttpContext context) => Math.Min(ReadNumber(context, "count") ?? 100, 10_000);

    private static Task WriteHelpAsync(HttpContext context) => ControlJson.WriteAsync(context, 200, json =>
    {
        json.WriteStartObject();
        foreach ((string path, string does) in Help)
        {
            json.WriteString(path, does);
        }

        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, HubMessage message)
    {
        json.WriteStartObject();
        json.WriteString("hub", message.Hub);
        json.WriteNumber("partition", message.Partition);
        json.WriteNumber("sequence_number", message.SequenceNumber);
        json.WriteNumber("offset", message.Offset);
        json.WriteNumber("batch", message.Batch);
        json.WriteString("enqueued_at", message.EnqueuedAt);
        json.WriteString("message_id", message.MessageId);
        json.WriteString("content_type", message.ContentType);
        json.WriteStartObject("properties");
        foreach ((string name, string value) in message.Properties)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        // As text, since a body need not be JSON; a byte that is not UTF-8 shows as U+FFFD.
        json.WriteString("body", Encoding.UTF8.GetString(message.Body.Span));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SendRecord record)
    {
        json.WriteStartObject();
        json.WriteString("at", record.At);
        json.WriteNumber("connection", record.Connection);
        json.WriteString("hub", record.Hub);
        json.WriteNumber("partition", record.Partition);
        json.WriteNumber("bytes", record.Bytes);
        json.WriteNumber("stored", record.Stored);
        json.WriteString("outcome", record.Outcome);
        json.WriteString("fault", record.Fault);
        json.WriteEndObject();
    }

    private static Task WriteArrayAsync<T>(HttpContext context, IEnumerable<T> items, Action<Utf8JsonWriter, T> write) => ControlJson.WriteAsync(context, 200, json =>
    {
        json.WriteStartArray();
        foreach (T item in items)
        {
            write(json, item);
        }

        json.WriteEndArray();
    });

    private Task WriteStateAsync(HttpContext context) => ControlJson.WriteAsync(context, 200, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("sends", standIn.SendCount);
        json.WriteNumber("batches", standIn.Batches);
        json.WriteNumber("bytes", standIn.Bytes);
        json.WriteNumber("messages", standIn.Count);
        json.WriteNumber("connections", standIn.Connections.Count(connection => connection.IsOpen));
        json.WriteStartObject("hubs");
        foreach (string hub in standIn.Hubs)
        {
            json.WriteNumber(hub, standIn.CountOf(hub));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    });

    private Task WriteMessagesAsync(HttpContext context)
    {
        string hub = context.Request.Query["hub"].ToString();
        int? partition = ReadNumber(context, "partition");
        IEnumerable<HubMessage> messages = standIn.Messages().Where(message => (hub.Length == 0 || hub.Equals(message.Hub, StringComparison.OrdinalIgnoreCase))
            && (partition is null || message.Partition == partition));
        return WriteArrayAsync(context, messages.TakeLast(ReadCount(context)), Write);
    }

    private Task WriteSendsAsync(HttpContext context) => WriteArrayAsync(context, standIn.Sends().TakeLast(ReadCount(context)), Write);
}
