using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;

namespace OnePasswordFunctions.Diagnostics;

/// <summary>The host's invocation that a run belongs to.</summary>
/// <param name="Id">The id that the host gave it; the same in each of its retries.</param>
/// <param name="TraceId">The trace id of the host's traceparent, or null.</param>
internal sealed record Invocation(string Id, string? TraceId)
{
    /// <summary>The host's span; default when it sent none. The run's span becomes its child.</summary>
    public ActivityContext Parent { get; init; }

    /// <summary>The invocation that a function was called for.</summary>
    public static Invocation From(FunctionContext context) =>
        From(context.InvocationId, context.TraceContext.TraceParent, context.TraceContext.TraceState);

    /// <param name="id">The host's id of the invocation.</param>
    /// <param name="traceParent">W3C traceparent; empty or null when the host traces nothing.</param>
    /// <param name="traceState">W3C tracestate; may be null.</param>
    public static Invocation From(string id, string? traceParent, string? traceState)
    {
        bool hasTrace = ActivityContext.TryParse(traceParent, traceState, isRemote: true, out ActivityContext parent);
        return new Invocation(id, hasTrace ? parent.TraceId.ToHexString() : null) { Parent = parent };
    }
}
