using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Proof;

namespace OnePasswordFunctions.Functions.Http.Proof;

/// <summary><c>prove-delivery</c>: compares a period of a feed with the hub, and publishes what is missing if asked. Never touches the stored position.</summary>
internal sealed class ProveDeliveryEndpoint(DeliveryProof proof, ProofReporter reporter, BoundedRequest bounded, TimeProvider time)
{
    /// <summary>Answers the call, errors included.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        RequestArguments arguments = await RequestArguments.ReadAsync(context, ProofRequestReader.Names);
        AnswerFormat format = Answer.ChooseFormat(arguments, context.Request);
        if (ProofRequestReader.Read(arguments, time.GetUtcNow()) is not { } request)
        {
            await Problem.Of(arguments.Problems).WriteAsync(context);
            return;
        }

        await bounded.AnswerAsync(context, async stop =>
        {
            ProofReport report = await proof.ProveAsync(request, bounded.Duration, stop);
            reporter.Report(report);
            await ProofAnswer.Of(report).WriteAsync(context, format);
        });
    }
}
