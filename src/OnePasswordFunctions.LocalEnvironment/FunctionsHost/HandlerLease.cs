namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The right to use a handler for one call; while it is held, the handler does not count as idle.</summary>
internal sealed class HandlerLease(HandlerSupervisor supervisor, HandlerClient client, Action release) : IDisposable
{
    public HandlerSupervisor Supervisor { get; } = supervisor;

    public HandlerClient Client { get; } = client;

    /// <inheritdoc/>
    public void Dispose() => release();
}
