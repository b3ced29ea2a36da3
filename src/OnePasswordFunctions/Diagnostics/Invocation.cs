namespace OnePasswordFunctions.Diagnostics;

/// <summary>The host's invocation that a run belongs to.</summary>
/// <param name="Id">The value of X-Azure-Functions-InvocationId; empty when the caller sent none.</param>
/// <param name="TraceId">The trace id of the caller's traceparent, or null.</param>
internal sealed record Invocation(string Id, string? TraceId)
{
    /// <summary>Length of the longest invocation id that is passed on; the host sends GUIDs.</summary>
    private const int LongestId = 64;

    public static Invocation From(HttpRequest request)
    {
        string id = request.Headers["X-Azure-Functions-InvocationId"].ToString();
        string[] traceParent = request.Headers["traceparent"].ToString().Split('-');
        bool hasTrace = traceParent.Length >= 4 && traceParent[1].Length == 32 && traceParent[1].All(char.IsAsciiHexDigit);
        return new Invocation(id.Length <= LongestId ? id : id[..LongestId], hasTrace ? traceParent[1] : null);
    }
}
