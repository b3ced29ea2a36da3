using Microsoft.Extensions.Hosting;

namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>Leaves signals to the program: the usual lifetime would take Ctrl+C for itself, once per stand-in.</summary>
internal sealed class NoHostLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
