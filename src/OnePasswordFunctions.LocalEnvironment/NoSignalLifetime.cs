using Microsoft.Extensions.Hosting;

namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>Keeps an embedded web server from reacting to Ctrl+C and SIGTERM: the program that owns it decides when it stops.</summary>
internal sealed class NoSignalLifetime : IHostLifetime
{
    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
