using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary><c>POST /api/v2/{feed}</c>: one page of one feed.</summary>
internal sealed class PageEndpoint(SimulatorState state, FaultPlan faults, FaultResponder responder)
{
    public const string JsonType = "application/json; charset=utf-8";

    private const int MaxBody = 64 * 1024;
    private static readonly TimeSpan UsualLatency = TimeSpan.FromMilliseconds(100);

    public async Task HandleAsync(HttpContext context, SimulatedFeed feed, RequestRecord record)
    {
        long started = Stopwatch.GetTimestamp();
        record.Feed = feed;
        if (faults.TakeBeforeBody(feed.Name()) is { } early)
        {
            record.Fault = early.Spec.Text;
            await responder.TryAnswerAsync(context, early);
            return;
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = "POST";
            await ApiErrors.WriteAsync(context, 405);
            return;
        }

        PageRequestBody request = PageRequestBody.Parse(await ReadAsync(context));
        record.Kind = request.Kind;
        ActiveFault? fault = faults.Take(feed.Name(), request.Kind);
        record.Fault = fault?.Spec.Text;
        await DelayAsync(context, started, fault);
        if (fault is null || (!await responder.TryAnswerAsync(context, fault) && !await TryAnswerWithoutPageAsync(context, fault.Spec)))
        {
            await AnswerAsync(context, feed, request, fault?.Spec, record);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.Length <= MaxBody ? body.GetBuffer().AsMemory(0, (int)body.Length) : default;
    }

    private static async Task<bool> TryAnswerWithoutPageAsync(HttpContext context, FaultSpec fault)
    {
        (int status, string? body) = fault.Kind switch
        {
            FaultKind.Html => (200, "<!doctype html><html><head><title>Sign in to the network</title></head><body></body></html>"),
            FaultKind.EmptyObject => (200, "{}"),
            FaultKind.EmptyBody => (200, ""),
            FaultKind.ArrayBody => (200, "[]"),
            FaultKind.TokenRevoked => (401, null),
            FaultKind.CursorExpired => (400, null),
            _ => (0, (string?)null),
        };
        if (status > 0)
        {
            await (body is null ? ApiErrors.WriteAsync(context, status)
                : FaultResponder.WriteAsync(context, status, fault.Kind == FaultKind.Html ? "text/html" : JsonType, Encoding.UTF8.GetBytes(body)));
        }

        return status > 0;
    }

    private async Task DelayAsync(HttpContext context, long started, ActiveFault? fault)
    {
        TimeSpan latency = state.Latency + (fault?.Spec.Kind == FaultKind.Latency ? fault.Spec.Delay ?? UsualLatency : TimeSpan.Zero);
        if (latency > TimeSpan.Zero)
        {
            await PreciseDelay.UntilAsync(started, latency, state.TimeProvider, context.RequestAborted);
        }
    }

    private async Task AnswerAsync(HttpContext context, SimulatedFeed feed, PageRequestBody request, FaultSpec? fault, RequestRecord record)
    {
        if (state.Authorize(context)?.Features.Contains(feed.Name()) != true)
        {
            await ApiErrors.WriteAsync(context, 401);
        }
        else if (!state.TryTakeFromLimit(out TimeSpan wait))
        {
            if (state.Options.RateLimitRetryAfter)
            {
                context.Response.Headers.RetryAfter = $"{Math.Ceiling(wait.TotalSeconds)}";
            }

            await ApiErrors.WriteAsync(context, 429);
        }
        else if (!state.TryReadFilter(feed, request, out PageFilter filter))
        {
            await ApiErrors.WriteAsync(context, 400);
        }
        else
        {
            ServedPage page = state.MakePage(feed, request.Cursor, filter, fault);
            record.PageSize = (int)filter.Limit;
            record.Items = page.Events.Count;
            await SendAsync(context, page, fault);
        }
    }

    private async Task SendAsync(HttpContext context, ServedPage page, FaultSpec? fault)
    {
        bool isBroken = fault is not null && PageBreaker.Breaks(fault.Kind);
        if (!isBroken || fault!.Kind == FaultKind.SlowBody)
        {
            // Before the last byte goes out: whoever has the page may look at the counts at once.
            state.MarkServed(page);
        }

        await (isBroken ? PageBreaker.SendAsync(context, page.Body, fault!, state.TimeProvider) : FaultResponder.WriteAsync(context, 200, JsonType, page.Body));
    }
}
