using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Functions;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.Functions.Http;

/// <summary>Puts the functions at the paths under which the Functions host has them; a timer is fired by a POST to its name.</summary>
internal static class FunctionRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        HttpAnswers answers = routes.ServiceProvider.GetRequiredService<HttpAnswers>();
        RequestDelegate getEvents = answers.GetEventsAsync;
        routes.MapGet("/api/get-events", getEvents);
        routes.MapPost("/api/get-events", getEvents);
        RequestDelegate proveDelivery = answers.ProveDeliveryAsync;
        routes.MapGet("/api/prove-delivery", proveDelivery);
        routes.MapPost("/api/prove-delivery", proveDelivery);
        routes.MapGet("/api/test-connection", (RequestDelegate)answers.TestConnectionAsync);
        routes.MapGet("/api/status", (RequestDelegate)answers.StatusAsync);
        foreach (EventFeed feed in EventFeed.All)
        {
            routes.MapPost("/" + feed.FunctionName, (RequestDelegate)(context => FireAsync(feed, context)));
        }
    }

    private static async Task FireAsync(EventFeed feed, HttpContext context)
    {
        try
        {
            await context.RequestServices.GetRequiredService<TimerRuns>().RunAsync(feed, Invocation.From("invocation-1", null, null), context.RequestAborted);
        }
        catch (RunFailedException e)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            await context.Response.WriteAsync(e.Message);
        }
    }
}
