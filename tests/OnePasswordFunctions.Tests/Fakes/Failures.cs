using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.Fakes;

/// <summary>The named failures that the seams may throw.</summary>
internal static class Failures
{
    public static IngestionException Transient(IngestionTarget target, IngestionFailure failure = IngestionFailure.Unavailable) =>
        new(target, failure, $"{target} failed and may recover.") { IsTransient = true };

    public static IngestionException Permanent(IngestionTarget target, IngestionFailure failure) =>
        new(target, failure, $"{target} failed with {failure}.");

    public static IngestionException Throttled(IngestionTarget target, TimeSpan? retryAfter = null) =>
        new(target, IngestionFailure.Throttled, $"{target} asked to slow down.") { IsTransient = true, RetryAfter = retryAfter };

    public static IngestionException StateUnavailable(bool isTransient = true) =>
        new(IngestionTarget.CursorStore, IngestionFailure.StateUnavailable, "The table did not answer.") { IsTransient = isTransient };
}
