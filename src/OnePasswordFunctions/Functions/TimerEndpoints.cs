using System.Diagnostics;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Functions;

/// <summary>
/// The three timer functions: the host posts to a path with the function's name. The answer is 200 with the run's record in
/// <c>Logs</c>, or 500; since the host drops the body of a 500, the record then goes to stderr.
/// </summary>
internal sealed partial class TimerEndpoints(
    FeedIngester ingester, RunReporter reporter, RunHistory history, LineOutput output, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<TimerEndpoints> logger)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (EventFeed feed in EventFeed.All)
        {
            routes.MapPost("/" + feed.FunctionName, (RequestDelegate)(context => RunAsync(feed, context)));
        }
    }

    private async Task RunAsync(EventFeed feed, HttpContext context)
    {
        Invocation invocation = Invocation.From(context.Request);
        using Activity? span = reporter.Begin(feed, invocation);
        RunResult result;
        try
        {
            result = await ingester.RunAsync(feed, lifetime.ApplicationStopping);
        }
        catch (Exception e)
        {
            LogUnexpected(feed, e);
            result = Unexpected(feed, e);
        }

        string record = await reporter.EndAsync(result, invocation, span);
        if (result.IsFailed)
        {
            output.WriteProblem(record);
        }

        // Before the answer: with it the host may take the instance away.
        await history.RecordAsync(result);
        context.Response.StatusCode = result.IsFailed ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK;
        await context.Response.WriteAsJsonAsync(
            new InvocationAnswer { Logs = [record] }, FunctionsJson.Readable.InvocationAnswer, "application/json", CancellationToken.None);
    }

    private RunResult Unexpected(EventFeed feed, Exception exception) => new()
    {
        Feed = feed,
        Outcome = RunOutcome.Failed,
        Failure = IngestionFailure.Unexpected,
        Error = $"A defect of this program: {exception.GetType().Name}. Please report it with the log line that has the exception.",
        RunId = Guid.NewGuid().ToString("N"),
        StartedAt = time.GetUtcNow(),
        Duration = TimeSpan.Zero,
        Tally = new RunTally(),
    };

    [LoggerMessage(901, LogLevel.Error, "{Feed}: the run ended with an exception that has no name. The position is unchanged or that of the last accepted batch.")]
    private partial void LogUnexpected(EventFeed feed, Exception exception);
}
