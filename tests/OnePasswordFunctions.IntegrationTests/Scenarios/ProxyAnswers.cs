using System.Text;
using Microsoft.AspNetCore.Http;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>What a <see cref="FaultyProxy"/> sends back: the service's answer, a distorted one, or one of its own.</summary>
internal static class ProxyAnswers
{
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
        if (fault?.Kind == "lose-response")
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

        bool isCut = fault?.Kind is "truncated-json" or "truncated-length" or "reset-mid-body" or "slow-body";
        int sent = isCut ? answer.Length / 2 : answer.Length;
        context.Response.ContentLength = fault?.Kind == "truncated-json" ? sent : answer.Length;
        await context.Response.BodyWriter.WriteAsync(answer.AsMemory(0, sent), context.RequestAborted);
        await EndAsync(context, fault);
    }

    /// <summary>Does after the first part of a body what the fault says.</summary>
    private static async Task EndAsync(HttpContext context, FaultSpec? fault)
    {
        // The server itself closes the connection in order after a body that is too short: nothing is left to do for that.
        if (fault?.Kind is not ("reset-mid-body" or "slow-body"))
        {
            return;
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        if (fault.Kind == "reset-mid-body")
        {
            context.ResetNow();
            return;
        }

        await Task.Delay(fault.Delay ?? Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
    }
}
