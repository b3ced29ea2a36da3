using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Brings a fresh worker to the point where it can be invoked.</summary>
internal sealed class WorkerHandshake(WorkerStream stream, HostContext host)
{
    private const string Version = "4.1054.250.0";
    private static readonly TimeSpan IndexLimit = TimeSpan.FromSeconds(60);

    /// <returns>Where the worker serves HTTP; null when it does not.</returns>
    /// <exception cref="LocalEnvironmentException">It ended, refused, or took too long.</exception>
    public async Task<Uri?> GreetAsync()
    {
        await WithinAsync(stream.Started, host.Options.StartTimeout, "connect");
        var greeting = new WorkerInitRequest { HostVersion = Version, Capabilities = { ["MultiStream"] = "10" }, WorkerDirectory = host.App.Root, FunctionAppDirectory = host.App.Root };
        Task<StreamingMessage> asking = stream.AskAsync(new StreamingMessage { WorkerInitRequest = greeting }, nameof(StreamingMessage.WorkerInitResponse));
        WorkerInitResponse answer = (await WithinAsync(asking, host.Options.StartTimeout / 6, "initialize")).WorkerInitResponse;
        Check(answer.Result, "initialize");
        return answer.Capabilities.TryGetValue("HttpUri", out string? uri) ? new Uri(uri) : null;
    }

    /// <summary>Has all functions loaded; the first worker is asked which there are.</summary>
    /// <exception cref="LocalEnvironmentException">It ended, refused, or took too long.</exception>
    public async Task LoadFunctionsAsync()
    {
        host.Functions ??= await IndexAsync();
        await Task.WhenAll(host.Functions.Where(function => function.Error is null).OrderBy(function => function.IsDisabled).Select(LoadAsync));
    }

    private async Task<FunctionDefinition[]> IndexAsync()
    {
        var request = new FunctionsMetadataRequest { FunctionAppDirectory = host.App.Root };
        Task<StreamingMessage> asking = stream.AskAsync(new StreamingMessage { FunctionsMetadataRequest = request }, nameof(StreamingMessage.FunctionMetadataResponse));
        FunctionMetadataResponse answer = (await WithinAsync(asking, IndexLimit, "name its functions")).FunctionMetadataResponse;
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
        var metadata = new FunctionMetadata
        {
            Name = described.Name,
            ScriptFile = described.ScriptFile,
            EntryPoint = described.EntryPoint,
            Bindings = { described.Bindings },
            Properties = { ["FunctionId"] = described.FunctionId },
        };
        var request = new FunctionLoadRequest { FunctionId = described.FunctionId, Metadata = metadata };
        Task<StreamingMessage> asking = stream.AskAsync(new StreamingMessage { FunctionLoadRequest = request }, described.FunctionId);
        TimeSpan limit = host.FunctionTimeout > IndexLimit ? host.FunctionTimeout : IndexLimit;
        StatusResult? result = (await WithinAsync(asking, limit, $"load {function.Name}")).FunctionLoadResponse.Result;
        if (result?.Status != StatusResult.Types.Status.Success)
        {
            host.Log.Error($"The worker could not load the function {function.Name}; every invocation of it fails. {result?.Exception?.Message}");
        }
    }

    private async Task<StreamingMessage> WithinAsync(Task<StreamingMessage> answer, TimeSpan limit, string what)
    {
        try
        {
            return await answer.WaitAsync(limit, host.TimeProvider);
        }
        catch (TimeoutException)
        {
            throw new LocalEnvironmentException($"The worker did not {what} within {limit}.");
        }
    }

    private static void Check(StatusResult? result, string what)
    {
        if (result?.Status != StatusResult.Types.Status.Success)
        {
            throw new LocalEnvironmentException($"The worker failed to {what}: {result?.Exception?.Message}");
        }
    }
}
