using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;
using Yarp.ReverseProxy.Forwarder;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Serves one HTTP function: forwards the request, invokes the function, and believes the invocation, not the answer.</summary>
/// <param name="keeper">Keeps the worker that it is in.</param>
internal sealed class HttpFunction(FunctionDefinition function, WorkerKeeper keeper, Invocations invocations, HostContext host)
{
    private const string InvocationId = "x-ms-invocation-id";
    private const int Connections = 10;

    // A long run is no reason to give up: the function timeout ends it.
    private static readonly ForwarderRequestConfig Forwarding = new() { ActivityTimeout = TimeSpan.FromDays(1) };
    private static readonly HttpMessageInvoker Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });

    public async Task ServeAsync(HttpContext context)
    {
        InvocationRequest request = InvocationRequests.CreateHttp(function, context.Request);
        context.Request.Headers[InvocationId] = request.InvocationId;
        Task<bool> forwarding = Task.FromResult(false);
        InvocationResult result = await invocations.RunAsync(keeper, function, request, worker => forwarding = ForwardAsync(context, worker.HttpUri), context.RequestAborted);
        bool isServed = await forwarding && result.Succeeded;
        if (!isServed && context.Response.HasStarted)
        {
            // The only way left to say that what came is not all.
            context.Abort();
        }
        else if (!isServed)
        {
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    /// <summary>Copies the worker's answer as it comes; nothing is sent before the first byte of its body. False when it could not be had to its end.</summary>
    private async Task<bool> ForwardAsync(HttpContext context, Uri? worker)
    {
        IHttpForwarder forwarder = context.RequestServices.GetRequiredService<IHttpForwarder>();
        ForwarderError error = ForwarderError.NoAvailableDestinations;
        for (int attempt = 1; worker is not null; attempt++)
        {
            error = await forwarder.SendAsync(context, worker.AbsoluteUri, Client, Forwarding, HttpTransformer.Default);
            if (error != ForwarderError.Request || attempt == Connections
                || context.GetForwarderErrorFeature()?.Exception is not HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError })
            {
                break;
            }

            // The worker says where it will listen before it does.
            context.Response.Clear();
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(50 << (attempt - 1), 250)), host.TimeProvider, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (error != ForwarderError.None && !context.RequestAborted.IsCancellationRequested)
        {
            host.Log.Error($"The request to '{function.Name}' could not be forwarded to its end ({error}). {context.GetForwarderErrorFeature()?.Exception?.Message}");
        }

        return error == ForwarderError.None;
    }
}
