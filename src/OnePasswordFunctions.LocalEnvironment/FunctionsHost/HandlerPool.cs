using System.Collections.Immutable;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The handler processes: one for everything, or as on Flex Consumption one per timer and one for HTTP.</summary>
internal sealed class HandlerPool : IAsyncDisposable
{
    private readonly Dictionary<string, ScaleGroup> _groups = new(StringComparer.OrdinalIgnoreCase);
    private readonly bool _perFunction;

    /// <param name="functions">The app's functions.</param>
    /// <param name="perFunction">Whether to keep scale groups apart.</param>
    /// <param name="create">Makes the group of a name.</param>
    public HandlerPool(IEnumerable<FunctionDefinition> functions, bool perFunction, Func<string, ScaleGroup> create)
    {
        _perFunction = perFunction;
        foreach (string name in functions.Select(GroupOf).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            _groups[name] = create(name);
        }
    }

    /// <summary>The ids of the processes that run now.</summary>
    public ImmutableArray<int> ProcessIds => [.. _groups.Values.Select(group => group.Supervisor.ProcessId).OfType<int>()];

    /// <summary>How often a new process took the place of one that ended.</summary>
    public int RestartCount => _groups.Values.Sum(group => group.Supervisor.RestartCount);

    /// <summary>Starts the processes that run all the time; those per function start with their first invocation.</summary>
    public void Start()
    {
        if (!_perFunction)
        {
            foreach (ScaleGroup group in _groups.Values)
            {
                group.Supervisor.Start();
            }
        }
    }

    /// <summary>Waits until the process of this function answers, starting it if need be.</summary>
    public Task<HandlerLease> AcquireAsync(FunctionDefinition function, CancellationToken cancellationToken) =>
        _groups[GroupOf(function)].AcquireAsync(cancellationToken);

    /// <summary>SIGKILL to the process of one function, or to all when <paramref name="function"/> is null.</summary>
    public void Kill(FunctionDefinition? function)
    {
        IEnumerable<ScaleGroup> groups = function is null ? _groups.Values : [_groups[GroupOf(function)]];
        foreach (ScaleGroup group in groups)
        {
            group.Supervisor.Kill();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_groups.Values.Select(group => group.DisposeAsync().AsTask()));

    private string GroupOf(FunctionDefinition function)
    {
        if (!_perFunction)
        {
            return "app";
        }

        return function.Trigger == FunctionTrigger.Http ? "http" : "function:" + function.Name;
    }
}
