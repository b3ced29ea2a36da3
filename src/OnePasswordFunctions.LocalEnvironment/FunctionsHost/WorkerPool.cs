using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The workers: one for everything, or as on Flex Consumption one per timer and one for HTTP, each with all functions loaded.</summary>
/// <param name="create">Makes a worker's supervisor, given the group of functions that it is for; null for all.</param>
/// <param name="host">What it works with.</param>
internal sealed class WorkerPool(Func<string?, WorkerSupervisor> create, HostContext host)
{
    private const string Shared = "app";
    private const string Http = "http";

    private readonly ConcurrentDictionary<string, Lazy<ScaleGroup>> _groups = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The ids of the processes that run now.</summary>
    public ImmutableArray<int> ProcessIds => [.. Groups.Select(group => group.Supervisor.ProcessId).OfType<int>()];

    /// <summary>How often a new process took the place of one that ended.</summary>
    public int RestartCount => Groups.Sum(group => group.Supervisor.RestartCount);

    private IEnumerable<ScaleGroup> Groups => _groups.Values.Select(group => group.Value);

    /// <summary>Starts the first worker, which is asked for the functions.</summary>
    /// <exception cref="WorkerFailedException">It does not start.</exception>
    public async Task StartAsync(CancellationToken cancellationToken) =>
        (await Group(host.Options.PerFunctionProcess ? Http : Shared).AcquireAsync(cancellationToken)).Dispose();

    /// <summary>Waits until the worker of this function is ready, starting it if need be.</summary>
    /// <exception cref="WorkerFailedException">There is no worker, and none comes.</exception>
    public Task<WorkerLease> AcquireAsync(FunctionDefinition function, CancellationToken cancellationToken) => Group(NameOf(function)).AcquireAsync(cancellationToken);

    /// <summary>The workers of one function, or all when it is null.</summary>
    public IEnumerable<WorkerSupervisor> Supervisors(FunctionDefinition? function) =>
        (function is null ? Groups : [Group(NameOf(function))]).Select(group => group.Supervisor);

    /// <summary>Ends all workers.</summary>
    public Task StopAsync() => Task.WhenAll(Groups.Select(group => group.StopAsync()));

    private ScaleGroup Group(string name) => _groups.GetOrAdd(name, _ =>
        new Lazy<ScaleGroup>(() => host.Options.PerFunctionProcess
            ? new ScaleGroup(name, create(name), host.Options.IdleTimeout, host)
            : new ScaleGroup(name, create(null), null, host))).Value;

    private string NameOf(FunctionDefinition function)
    {
        if (!host.Options.PerFunctionProcess)
        {
            return Shared;
        }

        return function.Trigger == FunctionTrigger.Http ? Http : "function:" + function.Name;
    }
}
