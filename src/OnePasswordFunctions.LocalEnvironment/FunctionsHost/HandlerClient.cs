using System.Globalization;
using System.Net.Sockets;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Speaks to one handler process on the loopback, byte for byte as the host does.</summary>
internal sealed class HandlerClient : IDisposable
{
    private readonly HttpClient _client;
    private readonly string _hostVersion;

    /// <param name="port">The handler's port on 127.0.0.1.</param>
    /// <param name="hostVersion">What the host says its version is.</param>
    /// <param name="followsRedirects">True unless host.json forwards HTTP requests.</param>
    /// <param name="functionTimeout">How long an invocation may take; the client itself waits a minute longer. Null for no limit.</param>
    public HandlerClient(int port, string hostVersion, bool followsRedirects, TimeSpan? functionTimeout)
    {
        _hostVersion = hostVersion;
        var transport = new SocketsHttpHandler
        {
            AllowAutoRedirect = followsRedirects,
            UseProxy = false,
            UseCookies = false,

            // The trace context is written by hand, in the place where the real host has it.
            ActivityHeadersPropagator = null,
        };
        _client = new HttpClient(transport)
        {
            BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")),
            Timeout = functionTimeout + TimeSpan.FromMinutes(1) ?? Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Whether the port answers. Anything but a refused connection counts, also an error status.</summary>
    public async Task<bool> IsListeningAsync(CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response = await _client.GetAsync(new Uri("/", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return true;
        }
        catch (HttpRequestException exception)
        {
            return exception.InnerException is not SocketException;
        }
    }

    /// <summary>Posts an invocation.</summary>
    /// <param name="functionName">The function, which is the path.</param>
    /// <param name="invocationId">The same for all attempts of one trigger.</param>
    /// <param name="traceParent">A W3C trace context, or null.</param>
    /// <param name="body">The JSON.</param>
    /// <param name="cancellationToken">Aborts the request; the handler only sees that its connection closes.</param>
    public async Task<HandlerAnswer> PostAsync(string functionName, Guid invocationId, string? traceParent, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/" + functionName, UriKind.Relative)) { Content = new InvocationContent(body) };
        AddHostHeaders(request, invocationId);
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        if (traceParent is not null)
        {
            request.Headers.TryAddWithoutValidation("traceparent", traceParent);
        }

        using HttpResponseMessage response = await _client.SendAsync(request, cancellationToken);
        byte[] answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return new HandlerAnswer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, answer);
    }

    /// <summary>Sends a request that was put together elsewhere; the caller disposes the answer.</summary>
    public Task<HttpResponseMessage> ForwardAsync(HttpRequestMessage request, Guid invocationId, CancellationToken cancellationToken)
    {
        AddHostHeaders(request, invocationId);
        string? original = request.Headers.TryGetValues("User-Agent", out IEnumerable<string>? values) ? string.Join(' ', values) : null;
        request.Headers.Remove("User-Agent");
        request.Headers.TryAddWithoutValidation("User-Agent", original is null ? UserAgent : $"{original} {UserAgent}");
        return _client.SendAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private string UserAgent => "Azure-Functions-Host/" + _hostVersion;

    private void AddHostHeaders(HttpRequestMessage request, Guid invocationId)
    {
        request.Headers.TryAddWithoutValidation("X-Azure-Functions-HostVersion", _hostVersion);
        request.Headers.TryAddWithoutValidation("X-Azure-Functions-InvocationId", invocationId.ToString());
    }
}
