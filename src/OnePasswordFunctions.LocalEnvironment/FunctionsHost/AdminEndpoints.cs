using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The host's admin endpoints: its status, the list of functions, and "run this timer now". They need the master key.</summary>
internal sealed class AdminEndpoints(HttpFrontParts parts, KeyCheck keys)
{
    private readonly long _started = parts.TimeProvider.GetTimestamp();

    public void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, HttpMethods.Get, "admin/host/status", context => WriteAsync(context, DescribeHost()));
        Map(routes, HttpMethods.Get, "admin/host/ping", _ => Task.CompletedTask);
        Map(routes, HttpMethods.Post, "admin/host/ping", _ => Task.CompletedTask);
        Map(routes, HttpMethods.Get, "admin/functions", context => WriteAsync(context, new JsonArray([.. parts.Host.Catalog.Functions.Select(Describe)])));
        Map(routes, HttpMethods.Get, "admin/functions/{name}", GetFunctionAsync);
        Map(routes, HttpMethods.Get, "admin/functions/{name}/status", GetFunctionStatusAsync);
        Map(routes, HttpMethods.Post, "admin/functions/{name}", RunNowAsync);
    }

    private void Map(IEndpointRouteBuilder routes, string method, string pattern, RequestDelegate serve) =>
        routes.MapMethods(pattern, [method], context =>
        {
            if (keys.Allows(context.Request, HttpAuthorizationLevel.Admin))
            {
                return serve(context);
            }

            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }).WithMetadata(HostEndpoint.Instance);

    private Task GetFunctionAsync(HttpContext context) =>
        Find(context) is { } function ? WriteAsync(context, Describe(function)) : NotFound(context);

    private Task GetFunctionStatusAsync(HttpContext context)
    {
        if (parts.Host.Catalog.Errors.TryGetValue(Name(context), out string? error))
        {
            return WriteAsync(context, new JsonObject { ["errors"] = new JsonArray(JsonValue.Create(error)) });
        }

        return Find(context) is null ? NotFound(context) : WriteAsync(context, new JsonObject());
    }

    private async Task RunNowAsync(HttpContext context)
    {
        if (!await HasObjectBodyAsync(context))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("The body must be a JSON object such as {\"input\":\"\"} with Content-Type application/json.", context.RequestAborted);
            return;
        }

        if (Find(context) is not { } function)
        {
            await NotFound(context);
            return;
        }

        if (function.Trigger != FunctionTrigger.Timer)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync("This stand-in runs timer functions here; call an HTTP function by its route.", context.RequestAborted);
            return;
        }

        parts.Host.RunNow(function);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private static async Task<bool> HasObjectBodyAsync(HttpContext context)
    {
        if (context.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
        {
            return false;
        }

        try
        {
            using JsonDocument body = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
            return body.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private JsonObject DescribeHost() => new()
    {
        ["id"] = "local",
        ["state"] = "Running",
        ["version"] = parts.Options.HostVersion,
        ["versionDetails"] = parts.Options.HostVersion,
        ["processUptime"] = (long)parts.TimeProvider.GetElapsedTime(_started).TotalMilliseconds,
        ["extensionBundle"] = new JsonObject(),
    };

    private JsonObject Describe(FunctionDefinition function)
    {
        string address = parts.Host.BaseAddress.GetLeftPart(UriPartial.Authority);
        return new JsonObject
        {
            ["name"] = function.Name,
            ["href"] = $"{address}/admin/functions/{function.Name}",
            ["config"] = JsonNode.Parse(function.Json, documentOptions: JsonFiles.Options),
            ["isDisabled"] = function.IsDisabled,
            ["language"] = "Custom",
            ["invoke_url_template"] = function.Trigger == FunctionTrigger.Http
                ? $"{address}/{parts.HostJson.RoutePrefix}/{function.Route}"
                : null,
        };
    }

    private FunctionDefinition? Find(HttpContext context) => parts.Host.Catalog.Find(Name(context));

    private static string Name(HttpContext context) => (string?)context.GetRouteValue("name") ?? "";

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static Task WriteAsync(HttpContext context, JsonNode json)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(json.ToJsonString(), context.RequestAborted);
    }
}
