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
        var request = new StreamingMessage { WorkerInitRequest = greeting };
        WorkerInitResponse answer = (await AskAsync(request, nameof(StreamingMessage.WorkerInitResponse), host.Options.StartTimeout / 6, "initialize")).WorkerInitResponse;
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
        var request = new StreamingMessage { FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = host.App.Root } };
        FunctionMetadataResponse answer = (await AskAsync(request, nameof(StreamingMessage.FunctionMetadataResponse), IndexLimit, "name its functions")).FunctionMetadataResponse;
        if (answer.Result?.Status != StatusResult.Types.Status.Success)
        {
            throw new LocalEnvironmentException($"The worker failed to name its functions: {answer.Result?.Exception?.Message}");
        }

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
        var request = new StreamingMessage { FunctionLoadRequest = new FunctionLoadRequest { FunctionId = described.FunctionId, Metadata = metadata } };
        TimeSpan limit = host.App.FunctionTimeout > IndexLimit ? host.App.FunctionTimeout : IndexLimit;
        StatusResult? result = (await AskAsync(request, described.FunctionId, limit, $"load {function.Name}")).FunctionLoadResponse.Result;
        if (result?.Status != StatusResult.Types.Status.Success)
        {
            host.Log.Error($"The worker could not load the function {function.Name}; every invocation of it fails. {result?.Exception?.Message}");
        }
    }

    private Task<StreamingMessage> AskAsync(StreamingMessage request, string key, TimeSpan limit, string what) => WithinAsync(stream.AskAsync(request, key), limit, what);

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
}
