namespace OnePasswordFunctions.Functions.Http;

/// <summary>
/// The three HTTP functions, at the paths under which the Functions host forwards its callers' requests. What answers them is made
/// with the first call, so that the timers do not pay for it when the process starts.
/// </summary>
internal sealed partial class HttpEndpoints(IServiceProvider services, ILogger<HttpEndpoints> logger)
{
    public const string GetEvents = "/api/get-events";
    public const string TestConnection = "/api/test-connection";
    public const string Status = "/api/status";

    public void Map(IEndpointRouteBuilder routes)
    {
        RequestDelegate getEvents = context => AnswerAsync(context, static (services, context) => services.GetRequiredService<Events.GetEventsEndpoint>().AnswerAsync(context));
        routes.MapGet(GetEvents, getEvents);
        routes.MapPost(GetEvents, getEvents);
        routes.MapGet(TestConnection, (RequestDelegate)(context =>
            AnswerAsync(context, static (services, context) => services.GetRequiredService<Connection.TestConnectionEndpoint>().AnswerAsync(context))));
        routes.MapGet(Status, (RequestDelegate)(context =>
            AnswerAsync(context, static (services, context) => services.GetRequiredService<Feeds.StatusEndpoint>().AnswerAsync(context))));
    }

    /// <summary>The edge: a caller that has gone is no error, and everything else that escapes is a defect.</summary>
    private async Task AnswerAsync(HttpContext context, Func<IServiceProvider, HttpContext, Task> answer)
    {
        try
        {
            await answer(services, context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (Exception e)
        {
            LogUnexpected(context.Request.Path.Value ?? "", e);
            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }

            await ProblemAnswer.WriteAsync(context, StatusCodes.Status500InternalServerError, "A defect of this program",
                $"{e.GetType().Name}. Please report it with the log line that has the exception.");
        }
    }

    [LoggerMessage(501, LogLevel.Error, "{Path} ended with an exception that has no name.")]
    private partial void LogUnexpected(string path, Exception exception);
}
