using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The host's admin endpoints: its status, the list of functions, "run this timer now", and draining. They need the master key.</summary>
internal sealed class AdminEndpoints(FunctionsHostStandIn stand, KeyCheck keys, HostContext host)
{
    public void Map(HttpFront front)
    {
        Map(front, "host/ping", HttpMethods.Get, _ => Task.CompletedTask);
        Map(front, "host/status", HttpMethods.Get, context => WriteAsync(context, new JsonObject { ["state"] = "Running", ["version"] = host.Options.HostVersion }));
        Map(front, "host/drain", HttpMethods.Post, Drain);
        Map(front, "host/drain/status", HttpMethods.Get, context => WriteAsync(context, DescribeDrain()));
        Map(front, "functions", HttpMethods.Get, context => WriteAsync(context, new JsonArray([.. stand.Catalog.Functions.Select(Describe)])));
        Map(front, "functions/{name}/status", HttpMethods.Get, WriteFunctionStatusAsync);
        Map(front, "functions/{name}", HttpMethods.Post, RunNowAsync);
    }

    private void Map(HttpFront front, string path, string method, RequestDelegate serve) =>
        front.Map("admin/" + path, [method], request => keys.Allows(request, HttpAuthorizationLevel.Admin), serve);

    private Task Drain(HttpContext context)
    {
        stand.Drain();
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        return Task.CompletedTask;
    }

    private JsonObject DescribeDrain() => new()
    {
        ["state"] = !stand.IsDraining ? "Disabled" : stand.RunningInvocations == 0 ? "Completed" : "Draining",
        ["outstandingInvocations"] = stand.RunningInvocations,
    };

    private Task WriteFunctionStatusAsync(HttpContext context)
    {
        if (stand.Catalog.Errors.TryGetValue(Name(context), out string? error))
        {
            return WriteAsync(context, new JsonObject { ["errors"] = new JsonArray(JsonValue.Create(error)) });
        }

        return stand.Catalog.Find(Name(context)) is null ? RefuseAsync(context, StatusCodes.Status404NotFound, "") : WriteAsync(context, new JsonObject());
    }

    private async Task RunNowAsync(HttpContext context)
    {
        if (await ReadInputAsync(context) is not { } input)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "The body must be a JSON object such as {\"input\":\"\"} with Content-Type application/json.");
            return;
        }

        switch (stand.Catalog.Find(Name(context)))
        {
            case null:
                await RefuseAsync(context, StatusCodes.Status404NotFound, "");
                break;
            case { Trigger: FunctionTrigger.Timer } function:
                stand.RunNow(function, input);
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                break;
            default:
                await RefuseAsync(context, StatusCodes.Status400BadRequest, "This stand-in runs timer functions here; call an HTTP function by its route.");
                break;
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

    private JsonObject Describe(FunctionDefinition function) => new()
    {
        ["name"] = function.Name,
        ["bindings"] = new JsonArray([.. function.Metadata.RawBindings.Select(raw => JsonNode.Parse(raw))]),
        ["isDisabled"] = function.IsDisabled,
        ["language"] = "dotnet-isolated",
        ["invoke_url_template"] = function.Trigger == FunctionTrigger.Http ? new Uri(stand.BaseAddress, $"{host.HostJson.RoutePrefix}/{function.Route}").ToString() : null,
    };

    private static string Name(HttpContext context) => (string?)context.GetRouteValue("name") ?? "";

    private static Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        return reason.Length == 0 ? Task.CompletedTask : context.Response.WriteAsync(reason, context.RequestAborted);
    }

    private static Task WriteAsync(HttpContext context, JsonNode json)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(json.ToJsonString(), context.RequestAborted);
    }
}
