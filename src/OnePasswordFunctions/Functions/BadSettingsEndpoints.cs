using OnePasswordFunctions.Functions.Http;
using OnePasswordFunctions.Functions.Http.Connection;
using OnePasswordFunctions.Functions.Http.Feeds;

namespace OnePasswordFunctions.Functions;

/// <summary>
/// What the app answers while settings are bad: 500 with the whole list, but for the two functions that people turn to then, which
/// answer in their own forms. The process stays up, because a handler that keeps exiting takes the Functions host down with it
/// and says nothing.
/// </summary>
internal sealed partial class BadSettingsEndpoints(IReadOnlyList<string> problems, TimeProvider time, ILogger<BadSettingsEndpoints> logger)
{
    /// <summary>Says at start-up, in one line, what is wrong.</summary>
    public void Report() => LogBadSettings(problems.Count, string.Join(' ', problems));

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(HttpEndpoints.TestConnection, (RequestDelegate)(context => TestConnectionEndpoint.AnswerBadSettingsAsync(context, problems, time.GetUtcNow())));
        routes.MapGet(HttpEndpoints.Status, (RequestDelegate)(context => StatusEndpoint.AnswerBadSettingsAsync(context, problems, time.GetUtcNow())));
        routes.MapFallback(AnswerAsync);
    }

    private Task AnswerAsync(HttpContext context)
    {
        // The host drops the body of a 500, so the reason has to be in the log of each call as well.
        Report();
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        return context.Response.WriteAsJsonAsync(
            new BadSettingsAnswer { Problems = problems }, FunctionsJson.Readable.BadSettingsAnswer, "application/json", CancellationToken.None);
    }

    [LoggerMessage(902, LogLevel.Error, "{Count} settings have problems; nothing is fetched until they are mended and the app is restarted. {Problems}")]
    private partial void LogBadSettings(int count, string problems);
}
