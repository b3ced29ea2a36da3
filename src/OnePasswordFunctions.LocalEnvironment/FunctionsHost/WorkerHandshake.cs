using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Brings a fresh worker to the point where it can be invoked: greeting, functions, loading. The worker's exit ends every wait.</summary>
internal sealed class WorkerHandshake(WorkerLife life, HostContext host)
{
    private const string Version = "4.1054.250.0";
    private static readonly TimeSpan IndexLimit = TimeSpan.FromSeconds(60);

    /// <returns>Where the worker serves HTTP; null when it does not.</returns>
    /// <exception cref="WorkerFailedException">It ended, refused, or took too long.</exception>
    public async Task<Uri?> RunAsync()
    {
        await WithinAsync(life.Channel.Started, host.Options.StartTimeout, "connect");
        WorkerInitResponse init = (await AskAsync(new StreamingMessage { WorkerInitRequest = CreateInit() }, host.Options.StartTimeout / 6, "initialize")).WorkerInitResponse;
        Check(init.Result, "initialize");
        life.IsInitialized = true;
        host.Catalog ??= await IndexAsync();
        await Task.WhenAll(host.Catalog.Functions.OrderBy(function => function.IsDisabled).Select(LoadAsync));
        return init.Capabilities.TryGetValue("HttpUri", out string? uri) ? new Uri(uri) : null;
    }

    private WorkerInitRequest CreateInit() => new()
    {
        HostVersion = Version,
        Capabilities = { ["MultiStream"] = "10" },
        WorkerDirectory = host.AppRoot,
        FunctionAppDirectory = host.AppRoot,
    };

    private async Task<FunctionCatalog> IndexAsync()
    {
        var request = new StreamingMessage { FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = host.AppRoot } };
        FunctionMetadataResponse answer = (await AskAsync(request, IndexLimit, "name its functions")).FunctionMetadataResponse;
        Check(answer.Result, "name its functions");
        FunctionCatalog catalog = FunctionCatalog.Read(answer.Functions, host.Settings);
        foreach ((string name, string error) in catalog.Errors)
        {
            host.Log.Error($"The 'Functions.{name}' function is in error and will be disabled: {error}");
        }

        return catalog;
    }

    private async Task LoadAsync(FunctionDefinition function)
    {
        FunctionMetadata described = function.Metadata;
        var metadata = new FunctionMetadata { Name = described.Name, ScriptFile = described.ScriptFile, EntryPoint = described.EntryPoint, Properties = { ["FunctionId"] = described.FunctionId } };
        foreach ((string name, BindingInfo binding) in described.Bindings)
        {
            metadata.Bindings[name] = new BindingInfo { Type = binding.Type, Direction = binding.Direction };
        }

        var request = new StreamingMessage { FunctionLoadRequest = new FunctionLoadRequest { FunctionId = described.FunctionId, Metadata = metadata } };
        TimeSpan limit = host.FunctionTimeout > IndexLimit ? host.FunctionTimeout : IndexLimit;
        FunctionLoadResponse answer = (await AskAsync(request, limit, $"load {function.Name}")).FunctionLoadResponse;
        if (answer.Result?.Status != StatusResult.Types.Status.Success)
        {
            host.Log.Error($"The worker could not load the function {function.Name}; every invocation of it fails. {answer.Result?.Exception?.Message}");
        }
    }

    private Task<StreamingMessage> AskAsync(StreamingMessage request, TimeSpan limit, string what) => WithinAsync(life.Channel.AskAsync(request), limit, what);

    private async Task<StreamingMessage> WithinAsync(Task<StreamingMessage> answer, TimeSpan limit, string what)
    {
        try
        {
            await Task.WhenAny(answer, life.Process.Exited).WaitAsync(limit, host.TimeProvider);
        }
        catch (TimeoutException)
        {
            throw new WorkerFailedException($"The worker did not {what} within {limit}.");
        }

        return answer.IsCompleted ? await answer : throw new WorkerFailedException($"The worker ended before it could {what}.");
    }

    private static void Check(StatusResult? result, string what)
    {
        if (result?.Status != StatusResult.Types.Status.Success)
        {
            throw new WorkerFailedException($"The worker failed to {what}: {result?.Exception?.Message}");
        }
    }
}
