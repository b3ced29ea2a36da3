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
        ("GET /control/state", "per hub: the number of messages; requests, batches and bytes in all"),
        ("GET /control/messages?hub=onepassword-events&from=0&count=100", "messages in the order of acceptance, from a sequence number"),
        ("GET /control/requests?count=100", "the newest requests"),
        ("GET /control/faults", "the faults that are on, and all that are allowed"),
        ("POST /control/faults", """switches on {"fault":"status=503,for=10s"}, {"faults":[…]} or lines of text"""),
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
                "/control/requests" when HttpMethods.IsGet(context.Request.Method) => WriteRequestsAsync(context),
                _ => ControlJson.WriteMessageAsync(context, 404, "error", $"There is no {context.Request.Method} {path}. GET /control lists what there is."),
            });
        }
        catch (ControlException error)
        {
            await ControlJson.WriteMessageAsync(context, 400, "error", error.Message);
        }
    }

    private static long ReadNumber(HttpContext context, string name, long missing)
    {
        string text = context.Request.Query[name].ToString();
        if (text.Length == 0)
        {
            return missing;
        }

        return long.TryParse(text, out long number) && number >= 0 ? number : throw new ControlException($"{name} must be a whole number from 0; '{text}' is none.");
    }

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
        json.WriteNumber("sequence_number", message.SequenceNumber);
        json.WriteNumber("batch", message.Batch);
        json.WriteString("enqueued_at", message.EnqueuedAt);
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

    private Task WriteStateAsync(HttpContext context) => ControlJson.WriteAsync(context, 200, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("requests", standIn.RequestCount);
        json.WriteNumber("batches", standIn.Batches);
        json.WriteNumber("bytes", standIn.Bytes);
        json.WriteNumber("messages", standIn.Count);
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
        long from = ReadNumber(context, "from", 0);
        int count = (int)Math.Min(ReadNumber(context, "count", 100), 10_000);
        return ControlJson.WriteAsync(context, 200, json =>
        {
            json.WriteStartArray();
            foreach (HubMessage message in standIn.Messages()
                .Where(message => message.SequenceNumber >= from && (hub.Length == 0 || hub.Equals(message.Hub, StringComparison.OrdinalIgnoreCase)))
                .Take(count))
            {
                Write(json, message);
            }

            json.WriteEndArray();
        });
    }

    private Task WriteRequestsAsync(HttpContext context)
    {
        int count = (int)Math.Min(ReadNumber(context, "count", 100), 10_000);
        return ControlJson.WriteAsync(context, 200, json =>
        {
            json.WriteStartArray();
            foreach (SendRecord record in standIn.Requests().TakeLast(count))
            {
                json.WriteStartObject();
                json.WriteString("at", record.At);
                json.WriteString("path", record.Path);
                json.WriteNumber("bytes", record.Bytes);
                json.WriteNumber("accepted", record.Accepted);
                json.WriteNumber("status", record.Status);
                json.WriteString("fault", record.Fault);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }
}
