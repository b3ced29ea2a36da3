using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Passes requests on to the worker's own web server, and its answers back as they come.</summary>
internal sealed class HttpForwarder : IDisposable
{
    private const int Connections = 10;
    private const string InvocationId = "x-ms-invocation-id";
    private static readonly HashSet<string> Hops = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Host", InvocationId, "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto",
    };

    private readonly HttpMessageInvoker _client;
    private readonly HostContext _host;
    private int _refusals;

    public HttpForwarder(HostContext host)
    {
        _host = host;
        _refusals = host.Options.RefusedForwards;
        _client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,

            // The caller's own trace headers pass through as they are.
            ActivityHeadersPropagator = null,
            ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, cancellationToken),
        });
    }

    /// <summary>Sends the request to the worker; the caller disposes the answer.</summary>
    /// <exception cref="HttpRequestException">The worker is not there, or has gone.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequest original, Uri worker, string invocationId, CancellationToken cancellationToken)
    {
        string target = original.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        using var request = new HttpRequestMessage(new HttpMethod(original.Method), new Uri(worker, target));
        if (original.ContentLength > 0 || original.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(original.Body);
        }

        foreach ((string name, StringValues values) in original.Headers.Where(header => !Hops.Contains(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        request.Headers.Add(InvocationId, invocationId);
        request.Headers.Add("X-Forwarded-For", original.HttpContext.Connection.RemoteIpAddress?.ToString());
        request.Headers.Add("X-Forwarded-Host", original.Host.Value);
        request.Headers.Add("X-Forwarded-Proto", original.Scheme);
        return await _client.SendAsync(request, cancellationToken);
    }

    /// <summary>Copies the answer, each piece as soon as it is there. Nothing is sent before the first byte of the body.</summary>
    public static async Task CopyAsync(HttpResponseMessage answer, HttpResponse response, CancellationToken cancellationToken)
    {
        await using Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        byte[] buffer = new byte[64 * 1024];
        for (int length; (length = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (!response.HasStarted)
            {
                CopyHead(answer, response);
            }

            await response.Body.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
        }
    }

    /// <summary>Copies status and headers.</summary>
    public static void CopyHead(HttpResponseMessage answer, HttpResponse response)
    {
        response.StatusCode = (int)answer.StatusCode;
        foreach ((string name, IEnumerable<string> values) in answer.Headers.Concat(answer.Content.Headers).Where(header => !Hops.Contains(header.Key)))
        {
            response.Headers[name] = values.ToArray();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    // The worker says where it will listen before it does.
    private async ValueTask<Stream> ConnectAsync(EndPoint worker, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                if (Interlocked.Decrement(ref _refusals) >= 0)
                {
                    throw new SocketException((int)SocketError.ConnectionRefused);
                }

                await socket.ConnectAsync(worker, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (attempt < Connections)
            {
                socket.Dispose();
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(50 * Math.Pow(2, attempt - 1), 250)), _host.TimeProvider, cancellationToken);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
