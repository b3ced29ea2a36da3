using System.Net;
using System.Net.Http.Headers;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.EventsApi;

/// <summary>Reads pages over HTTP. The one place that turns the API's answers into failures is <see cref="EventsApiFailures"/>.</summary>
internal sealed class EventsApiClient : IEventsApi, IDisposable
{
    private const int FirstBufferBytes = 256 * 1024;

    private readonly EventsApiOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;
    private readonly AuthenticationHeaderValue _authorization;

    public EventsApiClient(EventsApiOptions options, TimeProvider time)
        : this(options, EventsApiTransport.Create(options), time)
    {
    }

    /// <param name="options">Where the API is, and the bounds of an attempt.</param>
    /// <param name="transport">Sends the requests; the client owns it.</param>
    /// <param name="time">The clock.</param>
    public EventsApiClient(EventsApiOptions options, HttpMessageHandler transport, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _http = new HttpMessageInvoker(transport);
        _authorization = new AuthenticationHeaderValue("Bearer", options.ApiToken);
    }

    public Task<EventPage> ReadPageAsync(EventFeed feed, PageRequest request, CancellationToken cancellationToken)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, new Uri(_options.ServerUrl, feed.ApiPath))
        {
            Content = new ByteArrayContent(PageRequestWriter.Write(request)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        return SendAsync(message, request.Cursor is not null, EventPageReader.Read, cancellationToken);
    }

    public Task<TokenIntrospection> IntrospectAsync(CancellationToken cancellationToken)
    {
        var message = new HttpRequestMessage(HttpMethod.Get, new Uri(_options.ServerUrl, "/api/v2/auth/introspect"));
        return SendAsync(message, false, (body, length, _) =>
        {
            TokenIntrospection introspection = TokenIntrospectionReader.Read(body.AsSpan(0, length));
            LargeBuffers.Pool.Return(body);
            return introspection;
        }, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<T> SendAsync<T>(
        HttpRequestMessage message, bool hasCursor, Func<byte[], int, DateTimeOffset?, T> read, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.AttemptTimeout, _time);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using HttpRequestMessage request = Prepare(message);
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, attempt.Token);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw EventsApiFailures.FromResponse(response, hasCursor, _options, _time);
            }

            return await ReadBodyAsync(response, read, attempt.Token);
        }
        catch (Exception e) when (EventsApiFailures.FromTransport(e, !cancellationToken.IsCancellationRequested, _options) is { } failure)
        {
            throw failure;
        }
    }

    private HttpRequestMessage Prepare(HttpRequestMessage request)
    {
        request.Version = HttpVersion.Version11;
        request.Headers.Authorization = _authorization;
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", BuildVersion.UserAgent);
        return request;
    }

    private async Task<T> ReadBodyAsync<T>(HttpResponseMessage response, Func<byte[], int, DateTimeOffset?, T> read, CancellationToken cancellationToken)
    {
        long announced = response.Content.Headers.ContentLength ?? 0;
        if (announced > _options.MaxResponseBytes)
        {
            throw EventsApiFailures.TooLarge(_options);
        }

        byte[] body = LargeBuffers.Pool.Rent(Math.Max((int)announced + 1, FirstBufferBytes));
        try
        {
            await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            int length = 0;
            int received;
            while ((received = await stream.ReadAsync(body.AsMemory(length), cancellationToken)) > 0)
            {
                length += received;
                if (length > _options.MaxResponseBytes)
                {
                    throw EventsApiFailures.TooLarge(_options);
                }

                if (length == body.Length)
                {
                    body = Grow(body);
                }
            }

            return read(body, length, response.Headers.Date);
        }
        catch
        {
            LargeBuffers.Pool.Return(body);
            throw;
        }
    }

    private static byte[] Grow(byte[] body)
    {
        byte[] larger = LargeBuffers.Pool.Rent(body.Length * 2);
        body.CopyTo(larger, 0);
        LargeBuffers.Pool.Return(body);
        return larger;
    }
}
