using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Brings a fresh worker to the point where it can be invoked. Its exit ends every wait.</summary>
internal sealed class WorkerHandshake(WorkerStream stream, Task exited, HostContext host)
{
    private const string Version = "4.1054.250.0";
    private static readonly TimeSpan IndexLimit = TimeSpan.FromSeconds(60);

    /// <returns>Where the worker serves HTTP; null when it does not.</returns>
    /// <exception cref="WorkerFailedException">It ended, refused, or took too long.</exception>
    public async Task<Uri?> GreetAsync()
    {
        await WithinAsync(stream.Started, host.Options.StartTimeout, "connect");
        var greeting = new WorkerInitRequest { HostVersion = Version, Capabilities = { ["MultiStream"] = "10" }, WorkerDirectory = host.App.Root, FunctionAppDirectory = host.App.Root };
        WorkerInitResponse answer = (await AskAsync(new StreamingMessage { WorkerInitRequest = greeting }, host.Options.StartTimeout / 6, "initialize")).WorkerInitResponse;
        Check(answer.Result, "initialize");
        return answer.Capabilities.TryGetValue("HttpUri", out string? uri) ? new Uri(uri) : null;
    }

    /// <summary>Has all functions loaded; the first worker is asked which there are.</summary>
    /// <exception cref="WorkerFailedException">It ended, refused, or took too long.</exception>
    public async Task LoadFunctionsAsync()
    {
        host.Functions ??= await IndexAsync();
        await Task.WhenAll(host.Functions.Where(function => function.Error is null).OrderBy(function => function.IsDisabled).Select(LoadAsync));
    }

    private async Task<FunctionDefinition[]> IndexAsync()
    {
        var request = new StreamingMessage { FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = host.App.Root } };
        FunctionMetadataResponse answer = (await AskAsync(request, IndexLimit, "name its functions")).FunctionMetadataResponse;
        Check(answer.Result, "name its functions");
        FunctionDefinition[] functions = [.. answer.Functions.Select(described => FunctionDefinition.Read(described, host.Settings))];
        foreach (FunctionDefinition bad in functions.Where(function => function.Error is not null))
        {
            host.Log.Error($"The 'Functions.{bad.Name}' function is in error and will be disabled: {bad.Error}");
        }

        return functions;
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

    private Task<StreamingMessage> AskAsync(StreamingMessage request, TimeSpan limit, string what) => WithinAsync(stream.AskAsync(request), limit, what);

    private async Task<StreamingMessage> WithinAsync(Task<StreamingMessage> answer, TimeSpan limit, string what)
    {
        try
        {
            await Task.WhenAny(answer, exited).WaitAsync(limit, host.TimeProvider);
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
