using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>The simulator's <c>/control</c> paths, for people with curl and for tests in another process.</summary>
internal sealed class SimulatorControl(EventsApiSimulator simulator)
{
    private static readonly (string Path, string Does)[] Help =
    [
        ("GET /control", "this list"),
        ("GET /control/state", "per feed: held, served, requests, and whether nothing more will arrive"),
        ("GET /control/token", "a token for all three feeds"),
        ("POST /control/tokens", """issues a token: {"features":["itemusages"],"lifetime_seconds":60,"audience":"host:port","account":"…"}, each optional"""),
        ("POST /control/tokens/revoke", """revokes {"token":"…"}; without a token, every one"""),
        ("POST /control/cursors/expire", "every cursor handed out so far is answered 400"),
        ("GET /control/faults", "the faults that are on, and all that are allowed"),
        ("POST /control/faults", """switches on {"fault":"itemusages:status=503,count=2,retry-after=5"}, {"faults":[…]} or lines of text"""),
        ("DELETE /control/faults", "switches all faults off and releases what they hold"),
        ("POST /control/events?feed=auditevents&visible_in_seconds=0", "adds the body, byte for byte, as one event"),
        ("POST /control/generate", """adds events: {"feed":"itemusages","count":5000,"history_seconds":0,"late_share":0}; a history of 0 gives them one timestamp"""),
        ("POST /control/latency", """{"milliseconds":100}"""),
        ("POST /control/rate-limits", """{"on":true}"""),
        ("GET /control/requests?count=100", "the newest requests"),
    ];

    private readonly FaultControl _faults = new(simulator.Faults, FaultVocabulary.EventsApi);

    public async Task HandleAsync(HttpContext context, string path)
    {
        try
        {
            await RouteAsync(context, $"{context.Request.Method} {path}");
        }
        catch (ControlException error)
        {
            await ControlJson.WriteMessageAsync(context, 400, "error", error.Message);
        }
    }

    private static SimulatedFeed ReadFeed(string? name) => SimulatedFeeds.TryParse(name, out SimulatedFeed feed)
        ? feed
        : throw new ControlException($"feed must be one of auditevents, itemusages, signinattempts; '{name}' is none.");

    private static double ReadNumber(JsonElement body, string name, double missing, double least, double most)
    {
        if (!body.TryGetProperty(name, out JsonElement value))
        {
            return missing;
        }

        return value.ValueKind == JsonValueKind.Number && value.GetDouble() is double number && number >= least && number <= most
            ? number
            : throw new ControlException($"{name} must be a number from {least} to {most}.");
    }

    private static string? ReadText(JsonElement body, string name)
        => body.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private async Task RouteAsync(HttpContext context, string request)
    {
        switch (request)
        {
            case "GET /control":
                await WriteHelpAsync(context);
                break;
            case "GET /control/state":
                await WriteStateAsync(context);
                break;
            case "GET /control/token":
                await ControlJson.WriteMessageAsync(context, 200, "token", simulator.Token);
                break;
            case "POST /control/tokens":
                await ControlJson.WriteMessageAsync(context, 200, "token", simulator.IssueToken(await ReadTokenRequestAsync(context)));
                break;
            case "POST /control/tokens/revoke":
                Revoke(ReadText(await ControlJson.ReadObjectAsync(context), "token"));
                await WriteStateAsync(context);
                break;
            case "POST /control/cursors/expire":
                simulator.ExpireCursors();
                await WriteStateAsync(context);
                break;
            case "POST /control/events":
                await AddEventAsync(context);
                break;
            case "POST /control/generate":
                await GenerateAsync(context);
                break;
            case "POST /control/latency":
                simulator.Latency = TimeSpan.FromMilliseconds(ReadNumber(await ControlJson.ReadObjectAsync(context), "milliseconds", 0, 0, 3_600_000));
                await WriteStateAsync(context);
                break;
            case "POST /control/rate-limits":
                simulator.RateLimits = (await ControlJson.ReadObjectAsync(context)).TryGetProperty("on", out JsonElement on) && on.ValueKind == JsonValueKind.True;
                await WriteStateAsync(context);
                break;
            case "GET /control/requests":
                await WriteRequestsAsync(context);
                break;
            default:
                await RouteRestAsync(context, request);
                break;
        }
    }

    private Task RouteRestAsync(HttpContext context, string request) => request.EndsWith(" /control/faults", StringComparison.Ordinal)
        ? _faults.HandleAsync(context)
        : ControlJson.WriteMessageAsync(context, 404, "error", $"There is no {request}. GET /control lists what there is.");

    private void Revoke(string? token)
    {
        if (token is null)
        {
            simulator.RevokeAllTokens();
        }
        else
        {
            simulator.RevokeToken(token);
        }
    }

    private static async Task<TokenRequest> ReadTokenRequestAsync(HttpContext context)
    {
        JsonElement body = await ControlJson.ReadObjectAsync(context);
        double lifetime = ReadNumber(body, "lifetime_seconds", double.NaN, -1e9, 1e9);
        return new TokenRequest
        {
            Features = body.TryGetProperty("features", out JsonElement features) && features.ValueKind == JsonValueKind.Array
                ? [.. features.EnumerateArray().Select(feature => feature.ToString())]
                : null,
            Lifetime = double.IsNaN(lifetime) ? null : TimeSpan.FromSeconds(lifetime),
            Audience = ReadText(body, "audience"),
            AccountUuid = ReadText(body, "account"),
        };
    }

    private async Task AddEventAsync(HttpContext context)
    {
        SimulatedFeed feed = ReadFeed(context.Request.Query["feed"]);
        string after = context.Request.Query["visible_in_seconds"].ToString();
        if (!double.TryParse(after.Length == 0 ? "0" : after, System.Globalization.CultureInfo.InvariantCulture, out double seconds) || Math.Abs(seconds) > 1e9)
        {
            throw new ControlException($"visible_in_seconds must be a number of seconds; '{after}' is none.");
        }

        byte[] json = await ControlJson.ReadBytesAsync(context);
        simulator.AddEvent(feed, json, simulator.Now + TimeSpan.FromSeconds(seconds));
        await WriteStateAsync(context);
    }

    private async Task GenerateAsync(HttpContext context)
    {
        JsonElement body = await ControlJson.ReadObjectAsync(context);
        simulator.AddGenerated(
            ReadFeed(ReadText(body, "feed")),
            (long)ReadNumber(body, "count", 1, 0, 1e9),
            TimeSpan.FromSeconds(ReadNumber(body, "history_seconds", 0, 0, 86400 * 120)),
            ReadNumber(body, "late_share", 0, 0, 1));
        await WriteStateAsync(context);
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

    private Task WriteStateAsync(HttpContext context) => ControlJson.WriteAsync(context, 200, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("requests", simulator.Requests.Count);
        json.WriteNumber("latency_milliseconds", simulator.Latency.TotalMilliseconds);
        json.WriteBoolean("rate_limits", simulator.RateLimits);
        json.WriteBoolean("fully_visible", simulator.IsFullyVisible);
        json.WriteStartObject("feeds");
        foreach (FeedState state in SimulatedFeeds.All.Select(simulator.State))
        {
            json.WriteStartObject(state.Feed.Name());
            json.WriteNumber("held", state.Held);
            json.WriteNumber("served", state.Served);
            json.WriteNumber("requests", state.Requests);
            json.WriteBoolean("fully_visible", state.IsFullyVisible);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    });

    private Task WriteRequestsAsync(HttpContext context)
    {
        string text = context.Request.Query["count"].ToString();
        int count = int.TryParse(text, out int number) && number > 0 ? number : 100;
        return ControlJson.WriteAsync(context, 200, json =>
        {
            json.WriteStartArray();
            foreach (RequestRecord record in simulator.Requests.Newest().TakeLast(count))
            {
                json.WriteStartObject();
                json.WriteString("at", record.At);
                json.WriteString("method", record.Method);
                json.WriteString("path", record.Path);
                json.WriteString("feed", record.Feed?.Name());
                json.WriteString("kind", record.Kind.ToString().ToLowerInvariant());
                json.WriteNumber("page_size", record.PageSize ?? 0);
                json.WriteNumber("items", record.Items);
                json.WriteNumber("status", record.Status);
                json.WriteString("fault", record.Fault);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }
}
