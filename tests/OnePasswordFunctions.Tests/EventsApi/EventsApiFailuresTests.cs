using System.Net;
using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.EventsApi;

public sealed class EventsApiFailuresTests
{
    private static readonly EventsApiOptions Options = new() { ServerUrl = new Uri("https://events.1password.com"), ApiToken = "token" };

    public static TheoryData<Exception, string, string> Transport => new()
    {
        { new HttpRequestException("refused"), nameof(IngestionFailure.Unavailable), "The Events API at events.1password.com could not be reached (Unknown)." },
        { new HttpRequestException(HttpRequestError.NameResolutionError), nameof(IngestionFailure.Unavailable), "The Events API at events.1password.com could not be reached (NameResolutionError)." },
        { new HttpRequestException("tls", new AuthenticationException()), nameof(IngestionFailure.Unavailable), "No TLS connection to the Events API at events.1password.com: its certificate is not trusted or the handshake failed. Check the server URL, the clock and any proxy that breaks TLS." },
        { new IOException("reset"), nameof(IngestionFailure.Unavailable), "The connection to the Events API at events.1password.com broke." },
        { new HttpIOException(HttpRequestError.InvalidResponse), nameof(IngestionFailure.Unavailable), "The connection to the Events API at events.1password.com broke." },
        { new TaskCanceledException("connect", new TimeoutException()), nameof(IngestionFailure.Unavailable), "The Events API at events.1password.com did not answer within 30 s." },
        { new HttpIOException(HttpRequestError.ResponseEnded), nameof(IngestionFailure.InvalidResponse), "The answer of the Events API at events.1password.com ended too early." },
        { new InvalidDataException("gzip"), nameof(IngestionFailure.InvalidResponse), "The answer of the Events API at events.1password.com ended too early." },
    };

    [Theory]
    [InlineData(401, false, nameof(IngestionFailure.Unauthorized), false, "refused the token (401)")]
    [InlineData(403, true, nameof(IngestionFailure.Unauthorized), false, "refused the token (403)")]
    [InlineData(400, true, nameof(IngestionFailure.CursorRejected), false, "refused the stored cursor (400)")]
    [InlineData(400, false, nameof(IngestionFailure.RequestRejected), false, "refused the request (400)")]
    [InlineData(404, true, nameof(IngestionFailure.RequestRejected), false, "refused the request (404)")]
    [InlineData(429, true, nameof(IngestionFailure.Throttled), true, "asked to slow down (429)")]
    [InlineData(408, true, nameof(IngestionFailure.Unavailable), true, "answered 408.")]
    [InlineData(500, true, nameof(IngestionFailure.Unavailable), true, "answered 500.")]
    [InlineData(599, false, nameof(IngestionFailure.Unavailable), true, "answered 599.")]
    [InlineData(300, true, nameof(IngestionFailure.RequestRejected), false, "a redirect (300)")]
    [InlineData(399, true, nameof(IngestionFailure.RequestRejected), false, "a redirect (399)")]
    [InlineData(204, true, nameof(IngestionFailure.InvalidResponse), false, "answered 204 instead of 200")]
    [InlineData(299, true, nameof(IngestionFailure.InvalidResponse), false, "answered 299 instead of 200")]
    [InlineData(499, true, nameof(IngestionFailure.RequestRejected), false, "refused the request (499)")]
    public void FromResponse_AnyStatus_IsNamed(int status, bool hasCursor, string failure, bool isTransient, string expected)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status);

        IngestionException exception = EventsApiFailures.FromResponse(response, hasCursor, Options, new FakeTimeProvider());

        Assert.Equal((failure, isTransient, status, IngestionTarget.EventsApi), (exception.Failure.ToString(), exception.IsTransient, exception.Status, exception.Target));
        Assert.Contains("events.1password.com", exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, "Retry-After", "17", 17)]
    [InlineData(503, "Retry-After", "3", 3)]
    [InlineData(429, "RateLimit-Reset", "8", 8)]
    public void FromResponse_AsksToWait_SaysHowLong(int status, string header, string value, int seconds)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status);
        response.Headers.TryAddWithoutValidation(header, value);

        Assert.Equal(TimeSpan.FromSeconds(seconds), EventsApiFailures.FromResponse(response, false, Options, new FakeTimeProvider()).RetryAfter);
    }

    [Theory]
    [MemberData(nameof(Transport))]
    public void FromTransport_WhatTheTransportThrows_IsNamedAndMayPass(Exception exception, string failure, string expected)
    {
        IngestionException named = EventsApiFailures.FromTransport(exception, true, Options)!;

        Assert.Equal((failure, true), (named.Failure.ToString(), named.IsTransient));
        Assert.Equal(expected, named.Message);
        Assert.Same(exception, named.InnerException);
    }

    [Theory]
    [InlineData(407, false, "wants a user name and password (407) before it connects to the Events API at events.1password.com. Put them into HTTPS_PROXY as http://user:password@host:port, or set OnePassword__UseSystemProxy to false.")]
    [InlineData(400, false, "refuses to connect to the Events API at events.1password.com (400). Allow this address at the proxy, or set OnePassword__UseSystemProxy to false.")]
    [InlineData(499, false, "refuses to connect to the Events API at events.1password.com (499). Allow this address at the proxy, or set OnePassword__UseSystemProxy to false.")]
    [InlineData(399, true, "could not connect to the Events API at events.1password.com (399). Check that the proxy reaches this address.")]
    [InlineData(500, true, "could not connect to the Events API at events.1password.com (500). Check that the proxy reaches this address.")]
    [InlineData(null, true, "did not connect to the Events API at events.1password.com. Check HTTPS_PROXY and that the proxy reaches this address.")]
    public void FromTransport_ProxyLetsNothingThrough_SaysWhoMustDoWhatAndKeepsThePasswordBack(int? status, bool isTransient, string expected)
    {
        IngestionException named = EventsApiFailures.FromTransport(new HttpRequestException(HttpRequestError.ProxyTunnelError, "SECRET", null, (HttpStatusCode?)status), true, Options)!;

        Assert.Equal((IngestionFailure.Unavailable, isTransient, null), (named.Failure, named.IsTransient, named.InnerException));
        Assert.Equal("The proxy of the system " + expected, named.Message);
    }

    [Fact]
    public void FromTransport_CallerCancelledOrOwnFailureOrDefect_IsNone()
    {
        Assert.Null(EventsApiFailures.FromTransport(new OperationCanceledException(), false, Options));
        Assert.Null(EventsApiFailures.FromTransport(EventsApiFailures.TooLarge(Options), true, Options));
        Assert.Null(EventsApiFailures.FromTransport(new InvalidOperationException(), true, Options));
    }
}
