using System.Collections.Concurrent;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>An invocation that a worker has in hand.</summary>
/// <param name="InvocationId">The id, as text.</param>
internal sealed record WorkerCall(string FunctionName, string InvocationId)
{
    private readonly TaskCompletionSource<InvocationResponse> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the worker answers; a <see cref="WorkerFailedException"/> when it is gone.</summary>
    public Task<InvocationResponse> Answer => _answer.Task;

    /// <summary>What the worker logged meanwhile.</summary>
    public ConcurrentQueue<HostLogEntry> Logs { get; } = new();

    public void Complete(InvocationResponse response) => _answer.TrySetResult(response);

    public void Fail(WorkerFailedException failure) => _answer.TrySetException(failure);
}
