using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Answers requests as the API does: <c>POST /api/v2/{feed}</c> with a page, <c>GET /api/v2/auth/introspect</c> with what a token is good for.</summary>
internal sealed class ApiEndpoint(EventsApiSimulator simulator, TimeProvider timeProvider)
{
    public const string Introspect = "introspect";

    private const string BasePath = "/api/v2/";
    private const int MaxBody = 64 * 1024;

    private readonly FaultResponder _responder = new(timeProvider, RefuseAsync);

    /// <summary>Answers, and writes down what it was.</summary>
    public async Task HandleAsync(HttpContext context, RequestRecord record)
    {
        string name = record.Path.StartsWith(BasePath, StringComparison.Ordinal) ? record.Path[BasePath.Length..] : "";
        FeedLog? log = SimulatedFeed.Find(name) is { } feed ? simulator.Log(feed) : null;
        log?.CountRequest();
        (record.Feed, string target) = (log is null ? null : name, log is null ? Introspect : name);
        string method = log is null ? HttpMethods.Get : HttpMethods.Post;
        if (log is null && name != "auth/introspect")
        {
            await RefuseAsync(context, 404);
        }
        else if (await IsStruckAsync(context, simulator.Faults.Take(target, request: null), record))
        {
            // Before the body was read.
        }
        else if (context.Request.Method != method)
        {
            context.Response.Headers.Allow = method;
            await RefuseAsync(context, 405);
        }
        else
        {
            await AnswerAsync(context, log, target, record);
        }
    }

    /// <summary>An error as the API really sends it: an object <c>Error</c> with a message that is no more than the status text.</summary>
    private static Task RefuseAsync(HttpContext context, int status) => FaultResponder.WriteAsync(
        context, status, FaultResponder.JsonType, Encoding.UTF8.GetBytes($$$"""{"Error":{"Message":"{{{ReasonPhrases.GetReasonPhrase(status)}}}"}}"""));

    private async Task AnswerAsync(HttpContext context, FeedLog? log, string target, RequestRecord record)
    {
        byte[] body = await FaultResponder.ReadAsync(context);
        var request = PageRequestBody.Parse(body.Length <= MaxBody ? body : []);
        record.Kind = log is null ? Introspect : request.Kind;
        ActiveFault? fault = simulator.Faults.Take(target, record.Kind);
        if (simulator.Options.Latency > TimeSpan.Zero && log is not null)
        {
            await Task.Delay(simulator.Options.Latency, timeProvider, context.RequestAborted);
        }

        if (await IsStruckAsync(context, fault, record))
        {
            return;
        }

        if (fault?.Spec.Kind == "token-revoked" || simulator.Authorize(context) is not { } token || (log is not null && !token.Features.Contains(target)))
        {
            await RefuseAsync(context, 401);
        }
        else if (log is null)
        {
            await FaultResponder.WriteAsync(context, 200, FaultResponder.JsonType, Describe(token));
        }
        else
        {
            await AnswerPageAsync(context, log, request, fault?.Spec, record);
        }
    }

    private async Task<bool> IsStruckAsync(HttpContext context, ActiveFault? fault, RequestRecord record)
    {
        record.Fault = fault?.Spec.Text ?? record.Fault;
        return fault is not null && await _responder.TryAnswerAsync(context, fault);
    }

    private static byte[] Describe(ApiToken token) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["uuid"] = token.Subject,
        ["issued_at"] = DateTimeOffset.FromUnixTimeSeconds(token.IssuedAt).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["features"] = new JsonArray([.. token.Features.Select(feature => JsonValue.Create(feature))]),
        ["account_uuid"] = token.Account,
    }.ToJsonString());

    private async Task AnswerPageAsync(HttpContext context, FeedLog log, PageRequestBody request, FaultSpec? fault, RequestRecord record)
    {
        if (!simulator.Limiter.TryTake(out TimeSpan wait))
        {
            if (simulator.Options.RateLimitRetryAfter)
            {
                context.Response.Headers.RetryAfter = $"{Math.Ceiling(wait.TotalSeconds)}";
            }

            await RefuseAsync(context, 429);
        }
        else if ((fault?.Kind == "cursor-expired" && request.Cursor is not null) || !simulator.Pages.TryReadFilter(log, request, out PageFilter filter))
        {
            await RefuseAsync(context, 400);
        }
        else
        {
            PageDraft page = simulator.Pages.Draft(log, request.Cursor, filter);
            page = PageDraft.Shapes.GetValueOrDefault(fault?.Kind ?? "")?.Invoke(page) ?? page;
            (record.PageSize, record.Items) = ((int)filter.Limit, page.Events.Count);
            byte[] body = simulator.Options.Render(page);
            if (FaultResponder.IsWhole(fault))
            {
                // Before the last byte goes out: whoever has the page may look at the counts at once.
                log.MarkServed(page.Events);
            }

            await _responder.SendAsync(context, body, fault);
        }
    }
}
