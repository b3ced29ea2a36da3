using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace OnePasswordFunctions.Functions;

/// <summary>
/// Holds the process while invocations end: asked to stop, the worker would be gone in milliseconds, with the batch in hand neither
/// committed nor answered. The host kills it 5 s after the request, so this waits a second less.
/// </summary>
internal sealed class InvocationDrain(TimeProvider time) : IFunctionsWorkerMiddleware, IHostedService
{
    /// <summary>The longest time that the process is held.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(4);

    private readonly Lock _lock = new();
    private TaskCompletionSource? _idle;
    private int _running;

    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        Enter();
        try
        {
            await next(context);
        }
        finally
        {
            Leave();
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task idle;
        lock (_lock)
        {
            if (_running == 0)
            {
                return;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            idle = _idle.Task;
        }

        // What is not done by then goes on from the stored position in the next run.
        await idle.WaitAsync(Longest, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Enter()
    {
        lock (_lock)
        {
            _running++;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_running == 0)
            {
                _idle?.TrySetResult();
            }
        }
    }
}
