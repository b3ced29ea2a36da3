using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>
/// An HTTP proxy on 127.0.0.1 in front of a service that has no faults of its own, or that is to be watched: it counts requests
/// by kind, can lose, hold and distort them, and tells where each one is.
/// </summary>
/// <param name="target">The service.</param>
/// <param name="kindOf">Sorts requests; the kinds are the targets of its faults, such as <c>write:lose-response,count=1</c>.</param>
internal sealed class FaultyProxy(Uri target, Func<HttpRequest, string> kindOf)
    : LoopbackServer(new FaultVocabulary([.. FaultResponder.Kinds, "lose-response"], null, [], _ => null), TimeProvider.System)
{
    /// <summary>How much of a request's body is read when it is to be cut in the middle.</summary>
    private const int HalfBodyBytes = 512;

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });
    private readonly FaultResponder _responder = new(TimeProvider.System, WriteErrorAsync);
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private int _waiting;

    /// <summary>Called for each request at each of its moments, on the request's own thread.</summary>
    public event Action<string, ProxyMoment>? Passed;

    /// <summary>Called with the kind and the body of each request that arrived.</summary>
    public event Action<string, ReadOnlyMemory<byte>>? Received;

    /// <summary>Called with each request as soon as its head is there.</summary>
    public event Action<HttpRequest>? Requested;

    /// <summary>Asked for an answer in the service's place to each request of a kind that no fault strikes; null lets it pass.</summary>
    public Func<string, HttpRequest, ProxyAnswer?>? Instead { get; set; }

    /// <summary>Whether a request is being held, or its answer is.</summary>
    public bool IsWaiting => Volatile.Read(ref _waiting) > 0;

    /// <summary>How many requests of a kind came, struck ones too.</summary>
    public int CountOf(string kind) => _counts.GetValueOrDefault(kind);

    public override async ValueTask DisposeAsync()
    {
        Faults.Clear();
        await base.DisposeAsync();
        _client.Dispose();
    }

    protected override async Task HandleAsync(HttpContext context)
    {
        try
        {
            await PassAsync(context, kindOf(context.Request));
        }
        catch (Exception e) when (context.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException or BadHttpRequestException)
        {
            // The caller has gone, or was sent away by a fault.
        }
        catch (HttpRequestException)
        {
            // The service broke the connection, so this side does too.
            context.ResetNow();
        }
    }

    private static Task WriteErrorAsync(HttpContext context, int status) => FaultResponder.WriteAsync(context, status, "application/json",
        """{"odata.error":{"code":"Simulated","message":{"lang":"en-US","value":"A simulated error."}}}"""u8.ToArray());

    private async Task PassAsync(HttpContext context, string kind)
    {
        _counts.AddOrUpdate(kind, 1, (_, count) => count + 1);
        Requested?.Invoke(context.Request);
        if (Faults.Take(kind, request: null) is { } early)
        {
            await _responder.TryAnswerAsync(context, early);
            return;
        }

        ActiveFault? fault = Faults.Take(kind, "other");
        if (fault?.Spec.Kind == "slow-body" && context.Request.ContentLength is not (null or 0))
        {
            await TakeHalfAsync(context, kind, fault);
            return;
        }

        byte[] body = await FaultResponder.ReadAsync(context);
        Received?.Invoke(kind, body);
        Passed?.Invoke(kind, ProxyMoment.Arrived);
        if (fault is not null && await WaitAsync(_responder.TryAnswerAsync(context, fault)))
        {
            return;
        }

        if (Instead?.Invoke(kind, context.Request) is { } own)
        {
            await ProxyAnswers.AnswerAsync(context, own);
            return;
        }

        using HttpRequestMessage request = Copy(context.Request, body);
        using HttpResponseMessage response = await _client.SendAsync(request, context.RequestAborted);
        byte[] answer = await response.Content.ReadAsByteArrayAsync(context.RequestAborted);
        Passed?.Invoke(kind, ProxyMoment.Answered);
        await WaitAsync(ProxyAnswers.ReturnAsync(context, response, answer, fault?.Spec));
    }

    /// <summary>Takes part of the caller's body, and never the rest.</summary>
    private async Task TakeHalfAsync(HttpContext context, string kind, ActiveFault fault)
    {
        _ = await context.Request.Body.ReadAtLeastAsync(new byte[HalfBodyBytes], HalfBodyBytes, throwOnEndOfStream: false, context.RequestAborted);
        Passed?.Invoke(kind, ProxyMoment.Arrived);
        await WaitAsync(fault.Removed.WaitAsync(context.RequestAborted));
    }

    private async Task WaitAsync(Task task)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            await task;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task<T> WaitAsync<T>(Task<T> task)
    {
        await WaitAsync((Task)task);
        return await task;
    }

    private HttpRequestMessage Copy(HttpRequest request, byte[] body)
    {
        // As it stands on the request line: escapes are part of what is signed.
        string path = request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        var copy = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(target.GetLeftPart(UriPartial.Authority) + path)) { Content = new ByteArrayContent(body) };
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in request.Headers)
        {
            if (name is "Connection" or "Transfer-Encoding" or "Content-Length")
            {
                continue;
            }

            if (!copy.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                copy.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        return copy;
    }
}
