using System.Collections.Immutable;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>How one invocation ended.</summary>
/// <param name="Error">Why it failed; null when it succeeded.</param>
/// <param name="ErrorType">The full name of the function's exception; null when it threw none.</param>
internal sealed record InvocationResult(string FunctionName, Guid InvocationId, string? Error = null, string? ErrorType = null)
{
    /// <summary>Whether the host counts it as a success.</summary>
    public bool Succeeded => Error is null;

    /// <summary>What the worker logged inside the invocation.</summary>
    public ImmutableArray<HostLogEntry> Logs { get; init; } = [];
}
