using System.Collections.Immutable;
using System.Text.Json;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>What the host makes of an answer.</summary>
internal sealed record AnswerVerdict
{
    /// <summary>Null when the invocation succeeded or hangs.</summary>
    public string? Error { get; init; }

    /// <summary>True for a success status with an empty or null body: the real host then never ends the invocation by itself.</summary>
    public bool Hangs { get; init; }

    /// <summary>The lines of <c>Logs</c>; an answer that failed has none, whatever it held.</summary>
    public ImmutableArray<string> Logs { get; init; } = [];

    /// <summary>The member <c>Outputs</c>; undefined when it is missing.</summary>
    public JsonElement Outputs { get; init; }

    /// <summary>The member <c>ReturnValue</c>; undefined when it is missing.</summary>
    public JsonElement ReturnValue { get; init; }

    public static AnswerVerdict Failed(string error) => new() { Error = error };
}
