using System.Collections.Concurrent;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The workers: one for everything, or as on Flex Consumption one per timer and one for HTTP, each with all functions loaded.</summary>
/// <param name="create">Makes a worker's supervisor, given the group of functions that it is for, named as the platform does: <c>http</c> or <c>function:(name)</c>; null for all.</param>
internal sealed class WorkerPool(Func<string?, WorkerSupervisor> create, HostContext host)
{
    private const string Shared = "app";
    private const string Http = "http";

    private readonly ConcurrentDictionary<string, Lazy<ScaleGroup>> _groups = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<WorkerSupervisor> Supervisors => _groups.Values.Select(group => group.Value.Supervisor);

    /// <summary>Starts the first worker, which is asked for the functions.</summary>
    /// <exception cref="WorkerFailedException">It does not start.</exception>
    public async Task StartAsync(CancellationToken cancellationToken) =>
        (await Group(host.Options.PerFunctionProcess ? Http : Shared).AcquireAsync(cancellationToken)).Dispose();

    /// <summary>Waits until the worker of this function is ready, starting it if need be.</summary>
    /// <exception cref="WorkerFailedException">There is no worker, and none comes.</exception>
    public Task<WorkerLease> AcquireAsync(FunctionDefinition function, CancellationToken cancellationToken) =>
        Group(!host.Options.PerFunctionProcess ? Shared : function.Schedule is null ? Http : "function:" + function.Name).AcquireAsync(cancellationToken);

    /// <summary>Ends all workers.</summary>
    public Task StopAsync() => Task.WhenAll(_groups.Values.Select(group => group.Value.StopAsync()));

    private ScaleGroup Group(string name) => _groups.GetOrAdd(name, _ => new Lazy<ScaleGroup>(() => new ScaleGroup(name, create(name == Shared ? null : name), host))).Value;
}
