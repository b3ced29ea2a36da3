namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The right to use a worker for one call; while it is held, the worker does not count as idle.</summary>
internal sealed class WorkerLease(WorkerSupervisor supervisor, WorkerLife life, Action release) : IDisposable
{
    public WorkerSupervisor Supervisor { get; } = supervisor;

    public WorkerLife Life { get; } = life;

    /// <inheritdoc/>
    public void Dispose() => release();
}
