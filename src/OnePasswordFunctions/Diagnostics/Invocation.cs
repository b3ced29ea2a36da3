using System.Diagnostics;

namespace OnePasswordFunctions.Diagnostics;

/// <summary>The host's invocation that a run belongs to.</summary>
/// <param name="Id">The value of X-Azure-Functions-InvocationId; empty when the caller sent none.</param>
/// <param name="TraceId">The trace id of the caller's traceparent, or null.</param>
internal sealed record Invocation(string Id, string? TraceId)
{
    /// <summary>The caller's span; default when it sent none. The run's span becomes its child.</summary>
    public ActivityContext Parent { get; init; }

    /// <summary>Length of the longest invocation id that is passed on; the host sends GUIDs.</summary>
    private const int LongestId = 64;

    public static Invocation From(HttpRequest request)
    {
        string id = request.Headers["X-Azure-Functions-InvocationId"].ToString();
        bool hasTrace = ActivityContext.TryParse(request.Headers.TraceParent, request.Headers.TraceState, isRemote: true, out ActivityContext parent);
        return new Invocation(id.Length <= LongestId ? id : id[..LongestId], hasTrace ? parent.TraceId.ToHexString() : null) { Parent = parent };
    }
}
