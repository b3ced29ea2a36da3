using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Proof;

namespace OnePasswordFunctions.Functions.Http.Proof;

/// <summary><c>prove-delivery</c>: compares a period of a feed with the hub, and publishes what is missing if asked. Never touches the stored position.</summary>
internal sealed class ProveDeliveryEndpoint(DeliveryProof proof, ProofReporter reporter, IngestionOptions options, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>Azure cuts a request off after 230 s; with the budget's grace this stays below.</summary>
    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(200);

    public async Task AnswerAsync(HttpContext context)
    {
        RequestArguments arguments = ProofRequestReader.ReadQuery(context.Request);
        if (HttpMethods.IsPost(context.Request.Method))
        {
            await JsonBody.AddToAsync(arguments, context.Request, context.RequestAborted);
        }

        if (ProofRequestReader.Read(arguments, context.Request, time.GetUtcNow()) is not { } asked)
        {
            await ProblemAnswer.WriteAsync(context, arguments.Problems);
            return;
        }

        TimeSpan duration = options.MaxRunDuration < LongestRequest ? options.MaxRunDuration : LongestRequest;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            ProofReport report = await proof.ProveAsync(asked.Request, duration, stop.Token);
            reporter.Report(report);
            await ProofForms.Of(report).WriteAsync(context, StatusCodes.Status200OK, asked.Format);
        }
        catch (IngestionException failure)
        {
            await ProblemAnswer.WriteAsync(context, failure);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await (lifetime.ApplicationStopping.IsCancellationRequested
                ? ProblemAnswer.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "Stopping", "The app is being stopped; ask again.")
                : ProblemAnswer.WriteTimeUpAsync(context, duration));
        }
    }
}
