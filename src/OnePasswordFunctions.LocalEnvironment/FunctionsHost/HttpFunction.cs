using Microsoft.AspNetCore.Http;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;
using Yarp.ReverseProxy.Forwarder;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Serves one HTTP function: forwards the request, invokes the function, and believes the invocation, not the answer.</summary>
internal sealed class HttpFunction(FunctionDefinition function, WorkerPool pool, FunctionInvoker invoker, IHttpForwarder forwarder, HttpMessageInvoker client, HostContext host)
{
    public async Task ServeAsync(HttpContext context)
    {
        bool isServed = false;
        try
        {
            using WorkerLease worker = await pool.AcquireAsync(function, context.RequestAborted);
            InvocationRequest request = InvocationRequests.CreateHttp(function, context.Request);
            Task<bool> forwarding = ForwardAsync(context, worker.Life.HttpUri, request.InvocationId);
            InvocationResult result = await invoker.InvokeAsync(worker, function, request, context.RequestAborted);
            isServed = await forwarding && result.Succeeded;
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

    /// <summary>Copies the worker's answer as it comes; nothing is sent before the first byte of its body. False when it could not be had to its end.</summary>
    private async Task<bool> ForwardAsync(HttpContext context, Uri? worker, string invocationId)
    {
        ForwarderError error = worker is null ? ForwarderError.NoAvailableDestinations
            : await forwarder.SendAsync(context, worker.AbsoluteUri, client, WorkerForwarding.Config, new WorkerForwarding(invocationId));
        if (error != ForwarderError.None && !context.RequestAborted.IsCancellationRequested)
        {
            host.Log.Error($"The request to '{function.Name}' could not be forwarded to its end ({error}). {context.GetForwarderErrorFeature()?.Exception?.Message}");
        }

        return error == ForwarderError.None;
    }
}
