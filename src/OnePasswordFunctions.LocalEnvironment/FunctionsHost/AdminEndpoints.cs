using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Of the host's admin endpoints: "run this timer now", and draining. They need the master key.</summary>
internal sealed class AdminEndpoints(FunctionsHostStandIn stand, KeyCheck keys)
{
    public void Map(HttpFront front)
    {
        Map(front, "host/drain", Drain);
        Map(front, "functions/{name}", RunNowAsync);
    }

    private void Map(HttpFront front, string path, RequestDelegate serve) =>
        front.Map("admin/" + path, [HttpMethods.Post], request => keys.Allows(request, HttpAuthorizationLevel.Admin), serve);

    private Task Drain(HttpContext context)
    {
        stand.Drain();
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        return Task.CompletedTask;
    }

    private async Task RunNowAsync(HttpContext context)
    {
        if (await ReadInputAsync(context) is not { } input)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "The body must be a JSON object such as {\"input\":\"\"} with Content-Type application/json.");
        }
        else if (stand.Catalog.Find((string?)context.GetRouteValue("name") ?? "") is not { Trigger: FunctionTrigger.Timer } function)
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, "There is no timer function of this name.");
        }
        else
        {
            stand.RunNow(function, input);
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
    }

    private static async Task<string?> ReadInputAsync(HttpContext context)
    {
        try
        {
            JsonNode? body = context.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true
                ? await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted)
                : null;
            return body is JsonObject json ? json["input"]?.ToString() ?? "" : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(reason, context.RequestAborted);
    }
}
