using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

/// <summary>An invocation as the fake worker sees it.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="Request">What the host sent.</param>
/// <param name="Token">Ends when the host cancels the invocation.</param>
internal sealed record FakeCall(FakeWorker Worker, InvocationRequest Request, CancellationToken Token)
{
    public Task LogAsync(string text, RpcLog.Types.Level level = RpcLog.Types.Level.Information) =>
        Worker.SendAsync(new StreamingMessage { RpcLog = new RpcLog { InvocationId = Request.InvocationId, Category = "App.Functions", Level = level, Message = text } });
}
