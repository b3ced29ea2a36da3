using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>Serves the requests that read from other sides: within their time, until the app is stopped, and a failure is an answer.</summary>
internal sealed class BoundedRequest(IngestionOptions options, IHostApplicationLifetime lifetime)
{
    /// <summary>Azure cuts a request off after 230 s; with the budget's grace this stays below.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(200);

    /// <summary>What a request may take.</summary>
    public TimeSpan Duration { get; } = options.MaxRunDuration < Longest ? options.MaxRunDuration : Longest;

    /// <summary>
    /// Does the work. What goes wrong before the first byte is answered as a problem; after it, the work itself has to end the answer.
    /// </summary>
    /// <param name="context">The call.</param>
    /// <param name="work">Answers; its token ends when the caller goes or the app is stopped.</param>
    public async Task AnswerAsync(HttpContext context, Func<CancellationToken, Task> work)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await work(stop.Token);
        }
        catch (IngestionException failure) when (!context.Response.HasStarted)
        {
            await Problem.Of(failure).WriteAsync(context);
        }
        catch (OperationCanceledException) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            Problem problem = lifetime.ApplicationStopping.IsCancellationRequested
                ? new Problem(StatusCodes.Status503ServiceUnavailable, "Stopping", "The app is being stopped; ask again.")
                : Problem.TimeUp(Duration);
            await problem.WriteAsync(context);
        }
    }
}
