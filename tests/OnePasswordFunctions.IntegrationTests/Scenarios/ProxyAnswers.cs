using System.Text;
using Microsoft.AspNetCore.Http;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>What a <see cref="FaultyProxy"/> sends back: the service's answer, a distorted one, or one of its own.</summary>
internal static class ProxyAnswers
{
    /// <summary>Answers without asking the service, if the fault is of that kind.</summary>
    public static async Task<bool> TryAnswerAsync(HttpContext context, FaultKind kind)
    {
        (string Type, byte[] Body)? answer = kind switch
        {
            FaultKind.Html => ("text/html", "<!doctype html><html><head><title>Sign in to the network</title></head></html>"u8.ToArray()),
            FaultKind.EmptyObject => ("application/json", "{}"u8.ToArray()),
            FaultKind.ArrayBody => ("application/json", "[]"u8.ToArray()),
            FaultKind.EmptyBody => ("application/json", []),
            _ => null,
        };
        if (answer is { } own)
        {
            // As a web server sends with a static page, so that the header proves nothing.
            context.Response.Headers.ETag = "\"67439f0b-2d1\"";
            await FaultResponder.WriteAsync(context, 200, own.Type, own.Body);
        }

        return answer is not null;
    }

    /// <summary>Answers in the service's place.</summary>
    public static Task AnswerAsync(HttpContext context, ProxyAnswer answer)
    {
        foreach ((string name, string value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        return FaultResponder.WriteAsync(context, answer.Status, answer.ContentType, Encoding.UTF8.GetBytes(answer.Body));
    }

    /// <summary>Sends the service's answer on, or does to it what the fault says.</summary>
    public static async Task ReturnAsync(HttpContext context, HttpResponseMessage response, byte[] answer, FaultSpec? fault)
    {
        if (fault?.Kind == FaultKind.LoseResponse)
        {
            await Task.Delay(fault.Delay ?? TimeSpan.Zero, TimeProvider.System, context.RequestAborted);
            context.ResetNow();
            return;
        }

        context.Response.StatusCode = (int)response.StatusCode;
        foreach ((string name, IEnumerable<string> values) in response.Headers.Concat(response.Content.Headers))
        {
            if (name is not ("Connection" or "Transfer-Encoding" or "Keep-Alive" or "Date" or "Content-Length"))
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }

        if (context.Response.StatusCode is 204 or 304)
        {
            return;
        }

        bool isCut = fault?.Kind is FaultKind.TruncatedJson or FaultKind.TruncatedLength or FaultKind.ResetMidBody or FaultKind.SlowBody;
        int sent = isCut ? answer.Length / 2 : answer.Length;
        context.Response.ContentLength = fault?.Kind == FaultKind.TruncatedJson ? sent : answer.Length;
        await context.Response.BodyWriter.WriteAsync(answer.AsMemory(0, sent), context.RequestAborted);
        await EndAsync(context, fault);
    }

    /// <summary>Does after the first part of a body what the fault says.</summary>
    private static async Task EndAsync(HttpContext context, FaultSpec? fault)
    {
        // The server itself closes the connection in order after a body that is too short: nothing is left to do for that.
        if (fault?.Kind is not (FaultKind.ResetMidBody or FaultKind.SlowBody))
        {
            return;
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        if (fault.Kind == FaultKind.ResetMidBody)
        {
            context.ResetNow();
            return;
        }

        await Task.Delay(fault.Delay ?? Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
    }
}
