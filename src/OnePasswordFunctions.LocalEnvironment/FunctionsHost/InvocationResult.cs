using System.Collections.Immutable;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>How one invocation ended.</summary>
internal sealed record InvocationResult(string FunctionName, Guid InvocationId)
{
    /// <summary>Whether the host counts it as a success.</summary>
    public bool Succeeded => Error is null;

    /// <summary>Why it failed; null when it succeeded.</summary>
    public string? Error { get; init; }

    /// <summary>The full name of the function's exception; null when it threw none.</summary>
    public string? ErrorType { get; init; }

    /// <summary>What the worker logged inside the invocation.</summary>
    public ImmutableArray<HostLogEntry> Logs { get; init; } = [];
}
