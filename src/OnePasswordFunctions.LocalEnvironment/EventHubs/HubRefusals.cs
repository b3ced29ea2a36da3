using Amqp;
using Amqp.Framing;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>The errors with which the service refuses, by the fault that asks for them.</summary>
internal static class HubRefusals
{
    public const string ArgumentError = "com.microsoft:argument-error";

    /// <summary>The error of a fault, with the service's own words, since the SDK tells some apart by them; null when the fault is no refusal.</summary>
    public static Error? Find(FaultKind? kind) => kind switch
    {
        FaultKind.Busy => Of("com.microsoft:server-busy", "The request was terminated because the entity is being throttled."),
        FaultKind.Unauthorized => Of(ErrorCode.UnauthorizedAccess, "Unauthorized access. 'Send' claim(s) are required to perform this operation."),
        FaultKind.NotFound => Of(ErrorCode.NotFound, "The messaging entity 'of this address' could not be found."),
        FaultKind.Quota => Of(ErrorCode.ResourceLimitExceeded, "The quota of the entity is exceeded."),
        FaultKind.TooLarge => Of(ErrorCode.MessageSizeExceeded, "The received message exceeds the limit on this link."),
        FaultKind.Timeout => Of("com.microsoft:timeout", "The operation did not complete within the allotted time."),
        FaultKind.InternalError => Of(ErrorCode.InternalError, "The service was unable to process the request; please retry the operation."),
        FaultKind.Disabled => Of("com.microsoft:entity-disabled", "The messaging entity is currently disabled."),
        FaultKind.NotAllowed => Of(ErrorCode.NotAllowed, "The operation is not allowed."),
        FaultKind.ArgumentError => Of(ArgumentError, "An argument of the operation is invalid."),
        _ => null,
    };

    public static Error Of(string condition, string description) => new(condition) { Description = description };
}
