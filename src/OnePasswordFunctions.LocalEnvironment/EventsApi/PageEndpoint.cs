using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary><c>POST /api/v2/{feed}</c>: one page of one feed.</summary>
internal sealed class PageEndpoint(SimulatorState state, FaultPlan faults, FaultResponder responder)
{
    private const int MaxBody = 64 * 1024;
    private const string JsonType = "application/json; charset=utf-8";

    public async Task HandleAsync(HttpContext context, SimulatedFeed feed, RequestRecord record)
    {
        long started = Stopwatch.GetTimestamp();
        record.Feed = feed;
        if (faults.TakeBeforeBody(feed.Name()) is { } early)
        {
            record.Fault = early.Spec.ToString();
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
        record.Fault = fault?.Spec.ToString();
        await DelayAsync(context, started, fault);
        if (fault is not null && (await responder.TryAnswerAsync(context, fault) || await TryAnswerWithoutPageAsync(context, fault.Spec)))
        {
            return;
        }

        await AnswerAsync(context, feed, request, fault?.Spec, record);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.Length <= MaxBody ? body.GetBuffer().AsMemory(0, (int)body.Length) : default;
    }

    private static async Task<bool> TryAnswerWithoutPageAsync(HttpContext context, FaultSpec fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.Html:
                await FaultResponder.WriteAsync(context, 200, "text/html", "<!doctype html><html><head><title>Sign in to the network</title></head><body></body></html>"u8.ToArray());
                return true;
            case FaultKind.EmptyObject:
                await FaultResponder.WriteAsync(context, 200, JsonType, "{}"u8.ToArray());
                return true;
            case FaultKind.EmptyBody:
                await FaultResponder.WriteAsync(context, 200, JsonType, default);
                return true;
            case FaultKind.ArrayBody:
                await FaultResponder.WriteAsync(context, 200, JsonType, "[]"u8.ToArray());
                return true;
            case FaultKind.TokenRevoked:
                await ApiErrors.WriteAsync(context, 401);
                return true;
            case FaultKind.CursorExpired:
                await ApiErrors.WriteAsync(context, 400);
                return true;
            default:
                return false;
        }
    }

    private async Task DelayAsync(HttpContext context, long started, ActiveFault? fault)
    {
        TimeSpan latency = state.Latency;
        if (fault?.Spec.Kind == FaultKind.Latency)
        {
            latency += fault.Spec.Delay ?? TimeSpan.FromMilliseconds(100);
        }

        if (latency > TimeSpan.Zero)
        {
            await PreciseDelay.UntilAsync(started, latency, state.TimeProvider, context.RequestAborted);
        }
    }

    private async Task AnswerAsync(HttpContext context, SimulatedFeed feed, PageRequestBody request, FaultSpec? fault, RequestRecord record)
    {
        if (!state.TryAuthorize(context, out TokenClaims? token) || !token!.Features.Contains(feed.Name()))
        {
            await ApiErrors.WriteAsync(context, 401);
        }
        else if (!state.TryTakeFromLimit(token, out TimeSpan wait))
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
            record.PageSize = filter.Limit;
            record.Items = page.Events.Count;
            await SendAsync(context, page, fault);
        }
    }

    private async Task SendAsync(HttpContext context, ServedPage page, FaultSpec? fault)
    {
        if (fault is not null && PageBreaker.Breaks(fault.Kind))
        {
            await PageBreaker.SendAsync(context, page.Body, fault, state.TimeProvider);
            if (fault.Kind == FaultKind.SlowBody)
            {
                state.MarkServed(page);
            }

            return;
        }

        // Before the last byte goes out: whoever has the page may look at the counts at once.
        state.MarkServed(page);
        await FaultResponder.WriteAsync(context, 200, JsonType, page.Body);
    }
}
