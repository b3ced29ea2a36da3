using Microsoft.AspNetCore.Http;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Serves one HTTP function: forwards the request, invokes the function, and believes the invocation, not the answer.</summary>
internal sealed class HttpFunction(FunctionDefinition function, WorkerPool pool, FunctionInvoker invoker, HttpForwarder forwarder, HostContext host)
{
    public async Task ServeAsync(HttpContext context)
    {
        bool isServed = false;
        try
        {
            using WorkerLease worker = await pool.AcquireAsync(function, context.RequestAborted);
            isServed = await ServeAsync(context, worker);
        }
        catch (WorkerFailedException exception)
        {
            host.Log.Error($"Executed 'Functions.{function.Name}' (Failed): {exception.Message}");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller went before there was a worker.
        }

        if (isServed)
        {
            return;
        }

        if (context.Response.HasStarted)
        {
            // The only way left to say that what came is not all.
            context.Abort();
            return;
        }

        context.Response.Clear();
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }

    private async Task<bool> ServeAsync(HttpContext context, WorkerLease worker)
    {
        InvocationRequest request = InvocationRequests.CreateHttp(function, context.Request);
        Task<HttpResponseMessage?> forwarding = ForwardAsync(context, worker.Life.HttpUri, request.InvocationId);
        InvocationResult result = await invoker.InvokeHttpAsync(worker, function, request, context.RequestAborted);
        using HttpResponseMessage? answer = await forwarding;
        if (answer is null || !result.Succeeded)
        {
            return false;
        }

        if (!context.Response.HasStarted)
        {
            HttpForwarder.CopyHead(answer, context.Response);
        }

        return true;
    }

    /// <returns>The answer, whose body is copied already; null when it could not be had or passed on to its end.</returns>
    private async Task<HttpResponseMessage?> ForwardAsync(HttpContext context, Uri? worker, string invocationId)
    {
        HttpResponseMessage? answer = null;
        try
        {
            answer = await forwarder.SendAsync(context.Request, worker ?? throw new HttpRequestException("The worker serves no HTTP."), invocationId, context.RequestAborted);
            await HttpForwarder.CopyAsync(answer, context.Response, context.RequestAborted);
            return answer;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            if (!context.RequestAborted.IsCancellationRequested)
            {
                host.Log.Error($"The request to '{function.Name}' could not be forwarded to its end. {exception.Message}");
            }

            answer?.Dispose();
            return null;
        }
    }
}
