using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Functions.Http.Connection;
using OnePasswordFunctions.Functions.Http.Feeds;
using OnePasswordFunctions.Functions.Http;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Functions;

/// <summary>
/// What the app answers while settings are bad: 500 with the whole list, but for the two functions that people turn to then, which
/// answer in their own forms. The process stays up, because a handler that keeps exiting takes the Functions host down with it
/// and says nothing.
/// </summary>
internal sealed partial class BadSettingsEndpoints(IReadOnlyList<string> problems, LineOutput output, TimeProvider time, ILogger<BadSettingsEndpoints> logger)
{
    private readonly string _list = string.Join(' ', problems);

    /// <summary>Says at start-up, in one line, what is wrong.</summary>
    public void Report() => LogBadSettings(problems.Count, _list);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(HttpEndpoints.TestConnection, (RequestDelegate)(context => TestConnectionEndpoint.AnswerBadSettingsAsync(context, problems, time.GetUtcNow())));
        routes.MapGet(HttpEndpoints.Status, (RequestDelegate)(context => StatusEndpoint.AnswerBadSettingsAsync(context, problems, time.GetUtcNow())));
        routes.MapFallback(AnswerAsync);
    }

    private Task AnswerAsync(HttpContext context)
    {
        // The host drops the body of a 500, so the reason has to be in a line of each call as well. A timer's is its run's record.
        if (EventFeed.All.FirstOrDefault(feed => context.Request.Path == "/" + feed.FunctionName) is { } feed)
        {
            output.WriteProblem(RunRecord.Write(Describe(feed), Invocation.From(context.Request), time.GetUtcNow()));
        }
        else
        {
            Report();
        }

        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        return context.Response.WriteAsJsonAsync(
            new BadSettingsAnswer { Problems = problems }, FunctionsJson.Readable.BadSettingsAnswer, "application/json", CancellationToken.None);
    }

    private RunResult Describe(EventFeed feed) => new()
    {
        Feed = feed,
        Outcome = RunOutcome.Failed,
        Failure = IngestionFailure.BadSettings,
        Error = $"{problems.Count} settings have problems; nothing is fetched until they are mended and the app is restarted. {_list}",
        RunId = Guid.NewGuid().ToString("N"),
        StartedAt = time.GetUtcNow(),
        Duration = TimeSpan.Zero,
        Tally = new RunTally(),
    };

    [LoggerMessage(902, LogLevel.Error, "{Count} settings have problems; nothing is fetched until they are mended and the app is restarted. {Problems}")]
    private partial void LogBadSettings(int count, string problems);
}
