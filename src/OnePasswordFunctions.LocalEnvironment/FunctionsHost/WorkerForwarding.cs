using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>How requests go on to the worker's own web server: the connection, and the headers that the host adds.</summary>
/// <param name="invocationId">By which the worker finds the invocation that the request belongs to.</param>
internal sealed class WorkerForwarding(string invocationId) : HttpTransformer
{
    private const string InvocationId = "x-ms-invocation-id";
    private const int Connections = 10;

    /// <summary>A long run is no reason to give up: the function timeout ends it.</summary>
    public static readonly ForwarderRequestConfig Config = new() { ActivityTimeout = TimeSpan.FromDays(1) };

    public static HttpMessageInvoker CreateClient(TimeProvider timeProvider) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, timeProvider, cancellationToken),
    });

    public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.Headers.Host = null;
        foreach ((string name, string? value) in ((string, string?)[])
            [
                (InvocationId, invocationId), ("X-Forwarded-For", httpContext.Connection.RemoteIpAddress?.ToString()),
                ("X-Forwarded-Host", httpContext.Request.Host.Value), ("X-Forwarded-Proto", httpContext.Request.Scheme),
            ])
        {
            proxyRequest.Headers.Remove(name);
            proxyRequest.Headers.Add(name, value);
        }
    }

    // The worker says where it will listen before it does.
    private static async ValueTask<Stream> ConnectAsync(EndPoint worker, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(worker, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (attempt < Connections)
            {
                socket.Dispose();
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(50 * Math.Pow(2, attempt - 1), 250)), timeProvider, cancellationToken);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
