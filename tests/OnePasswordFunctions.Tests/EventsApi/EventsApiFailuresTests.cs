using System.Net;
using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.EventsApi;

public sealed class EventsApiFailuresTests
{
    private static readonly EventsApiOptions Options = new() { ServerUrl = new Uri("https://events.1password.com"), ApiToken = "token" };

    [Theory]
    [InlineData(401, false, nameof(IngestionFailure.Unauthorized), false)]
    [InlineData(403, true, nameof(IngestionFailure.Unauthorized), false)]
    [InlineData(400, true, nameof(IngestionFailure.CursorRejected), false)]
    [InlineData(400, false, nameof(IngestionFailure.RequestRejected), false)]
    [InlineData(404, true, nameof(IngestionFailure.RequestRejected), false)]
    [InlineData(429, true, nameof(IngestionFailure.Throttled), true)]
    [InlineData(408, true, nameof(IngestionFailure.Unavailable), true)]
    [InlineData(500, true, nameof(IngestionFailure.Unavailable), true)]
    [InlineData(502, false, nameof(IngestionFailure.Unavailable), true)]
    [InlineData(503, false, nameof(IngestionFailure.Unavailable), true)]
    [InlineData(599, false, nameof(IngestionFailure.Unavailable), true)]
    [InlineData(301, true, nameof(IngestionFailure.RequestRejected), false)]
    [InlineData(307, true, nameof(IngestionFailure.RequestRejected), false)]
    [InlineData(204, true, nameof(IngestionFailure.InvalidResponse), false)]
    [InlineData(418, true, nameof(IngestionFailure.RequestRejected), false)]
    public void FromResponse_AnyStatus_IsNamed(int status, bool hasCursor, string failure, bool isTransient)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status);

        IngestionException exception = EventsApiFailures.FromResponse(response, hasCursor, Options, new FakeTimeProvider());

        Assert.Equal((failure, isTransient, status, IngestionTarget.EventsApi), (exception.Failure.ToString(), exception.IsTransient, exception.Status, exception.Target));
        Assert.Contains("events.1password.com", exception.Message, StringComparison.Ordinal);
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

    [Fact]
    public void FromTransport_WhatTheTransportThrows_IsNamedAndMayPass()
    {
        Exception[] unavailable =
        [
            new HttpRequestException("refused"), new HttpRequestException("tls", new AuthenticationException()), new IOException("reset"),
            new TaskCanceledException("connect", new TimeoutException()),
        ];
        Exception[] truncated = [new HttpIOException(HttpRequestError.ResponseEnded), new InvalidDataException("gzip")];

        Assert.All(unavailable, exception => AssertNamed(exception, IngestionFailure.Unavailable));
        Assert.All(truncated, exception => AssertNamed(exception, IngestionFailure.InvalidResponse));
    }

    [Fact]
    public void FromTransport_CallerCancelledOrOwnFailureOrDefect_IsNone()
    {
        Assert.Null(EventsApiFailures.FromTransport(new OperationCanceledException(), false, Options));
        Assert.Null(EventsApiFailures.FromTransport(EventsApiFailures.TooLarge(Options), true, Options));
        Assert.Null(EventsApiFailures.FromTransport(new InvalidOperationException(), true, Options));
    }

    private static void AssertNamed(Exception exception, IngestionFailure failure)
    {
        IngestionException named = EventsApiFailures.FromTransport(exception, true, Options)!;
        Assert.Equal((failure, true), (named.Failure, named.IsTransient));
        Assert.Same(exception, named.InnerException);
    }
}
