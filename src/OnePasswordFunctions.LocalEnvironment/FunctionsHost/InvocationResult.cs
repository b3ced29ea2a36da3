using System.Collections.Immutable;
using System.Text.Json;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>How one invocation ended, over all its attempts.</summary>
/// <param name="FunctionName">The function.</param>
/// <param name="InvocationId">The same in all attempts.</param>
internal sealed record InvocationResult(string FunctionName, Guid InvocationId)
{
    /// <summary>Whether the host counts it as a success.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>Why it failed; null when it succeeded.</summary>
    public string? Error { get; init; }

    /// <summary>The HTTP status of the last attempt; null when there was no answer.</summary>
    public int? StatusCode { get; init; }

    /// <summary>
    /// The last attempt's body as it came. The real host does not look at the body of an error answer; it is here for tests.
    /// </summary>
    public string? Body { get; init; }

    /// <summary>The lines that the host logs for the invocation; none when it failed.</summary>
    public ImmutableArray<string> Logs { get; init; } = [];

    /// <summary>The member <c>Outputs</c> of the answer; undefined when there is none.</summary>
    public JsonElement Outputs { get; init; }

    /// <summary>The member <c>ReturnValue</c> of the answer, where the handler puts its outcome; undefined when there is none.</summary>
    public JsonElement ReturnValue { get; init; }

    /// <summary>1 or more.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>From the trigger to the end of the last attempt.</summary>
    public TimeSpan Duration { get; init; }
}
