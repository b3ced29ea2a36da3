using Amqp;
using Amqp.Framing;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>The errors with which the service refuses, by the fault that asks for them.</summary>
internal static class HubRefusals
{
    public const string ArgumentError = "com.microsoft:argument-error";

    // With the service's own words, since the SDK tells some apart by them.
    private static readonly Dictionary<string, (string Condition, string Description, int Status)> Errors = new(StringComparer.Ordinal)
    {
        ["busy"] = ("com.microsoft:server-busy", "The request was terminated because the entity is being throttled.", 503),
        ["unauthorized"] = (ErrorCode.UnauthorizedAccess, "Unauthorized access. 'Send' claim(s) are required to perform this operation.", 401),
        ["not-found"] = (ErrorCode.NotFound, "The messaging entity 'of this address' could not be found.", 404),
        ["quota"] = (ErrorCode.ResourceLimitExceeded, "The quota of the entity is exceeded.", 500),
        ["too-large"] = (ErrorCode.MessageSizeExceeded, "The received message exceeds the limit on this link.", 500),
        ["timeout"] = ("com.microsoft:timeout", "The operation did not complete within the allotted time.", 500),
        ["internal-error"] = (ErrorCode.InternalError, "The service was unable to process the request; please retry the operation.", 500),
        ["disabled"] = ("com.microsoft:entity-disabled", "The messaging entity is currently disabled.", 500),
        ["not-allowed"] = (ErrorCode.NotAllowed, "The operation is not allowed.", 500),
        ["argument-error"] = (ArgumentError, "An argument of the operation is invalid.", 500),
    };

    public static IEnumerable<string> Kinds => Errors.Keys;

    /// <summary>The error of a fault; null when there is no fault, or one that is no refusal.</summary>
    /// <param name="quote">Completes the description.</param>
    public static Error? Find(string? fault, Func<string, string>? quote = null)
        => Errors.TryGetValue(fault ?? "", out (string Condition, string Description, int Status) error) ? Of(error.Condition, quote?.Invoke(error.Description) ?? error.Description) : null;

    /// <summary>The status with which requests to nodes are refused in place of an error.</summary>
    public static int StatusOf(Error error) => Errors.Values.First(known => known.Condition.Equals(error.Condition, StringComparison.Ordinal)).Status;

    public static Error Of(string condition, string description) => new(condition) { Description = description };
}
