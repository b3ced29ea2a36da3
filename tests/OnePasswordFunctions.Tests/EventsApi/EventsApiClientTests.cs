using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.EventsApi;

/// <summary>What goes out to the API, what is made of its answers, and how much of an answer is taken.</summary>
public sealed class EventsApiClientTests : IDisposable
{
    private const string Page = """{"cursor":"c2","has_more":true,"items":[{"uuid":"A"}]}""";

    /// <summary>A size of buffers that no other test asks the pool for.</summary>
    private const int RareSize = 6 * 1024 * 1024;

    private static readonly EventsApiOptions Usual = new() { ServerUrl = new Uri("https://events.1password.com"), ApiToken = "SECRET" };

    private readonly ScriptedTransport _transport = new();
    private readonly FakeTimeProvider _time = new();
    private readonly EventsApiClient _client;

    public EventsApiClientTests() => _client = Client(_transport);

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task ReadPageAsync_AnyRequest_IsSentAsTheApiExpects()
    {
        _transport.Answer(200, Page, ("Date", "Sat, 14 Mar 2026 09:26:53 GMT"));

        using EventPage page = await ReadAsync(PageRequest.ContinueFrom("c1"));

        Assert.Equal(("c2", true, 1, SteppedTime.Epoch), (page.Cursor, page.HasMore, page.Count, page.ServerTime));
        (HttpMethod method, string url, Dictionary<string, string> headers, byte[] body) = Assert.Single(_transport.Requests);
        Assert.Equal((HttpMethod.Post, "https://events.1password.com/api/v2/auditevents", """{"cursor":"c1"}"""), (method, url, Encoding.UTF8.GetString(body)));
        Assert.Equal(
            ("Bearer SECRET", "application/json", "application/json", BuildVersion.UserAgent),
            (headers["Authorization"], headers["Accept"], headers["Content-Type"], headers["User-Agent"]));
    }

    [Fact]
    public async Task IntrospectAsync_AnyToken_AsksWithoutABody()
    {
        _transport.Answer(200, """{"account_uuid":"ACCOUNT"}""");

        Assert.Equal("ACCOUNT", (await _client.IntrospectAsync(CancellationToken.None)).AccountUuid);

        (HttpMethod method, string url, Dictionary<string, string> headers, byte[] body) = Assert.Single(_transport.Requests);
        Assert.Equal((HttpMethod.Get, "https://events.1password.com/api/v2/auth/introspect", 0, "Bearer SECRET"), (method, url, body.Length, headers["Authorization"]));
    }

    [Fact]
    public async Task SendAsync_BadRequest_IsAboutTheCursorOnlyWhenOneWasSent()
    {
        _transport.Answer(400).Answer(400).Answer(400);

        Assert.Equal(IngestionFailure.CursorRejected, (await FailureOf(ReadAsync(PageRequest.ContinueFrom("c1")))).Failure);
        Assert.Equal(IngestionFailure.RequestRejected, (await FailureOf(ReadAsync(PageRequest.StartAt(SteppedTime.Epoch, 10)))).Failure);
        Assert.Equal(IngestionFailure.RequestRejected, (await FailureOf(_client.IntrospectAsync(CancellationToken.None))).Failure);
    }

    [Theory]
    [InlineData(204)]
    [InlineData(202)]
    public async Task ReadPageAsync_OtherSuccess_IsNoPage(int status)
    {
        _transport.Answer(status, Page);

        IngestionException failure = await FailureOf(ReadAsync(PageRequest.ContinueFrom("c1")));

        Assert.Equal((IngestionFailure.InvalidResponse, status), (failure.Failure, failure.Status));
    }

    [Fact]
    public async Task ReadPageAsync_NoAnswer_EndsWithTheAttemptsTime()
    {
        using EventsApiClient client = Client(new SilentTransport());
        Task<EventPage> reading = client.ReadPageAsync(EventFeed.AuditEvents, PageRequest.ContinueFrom("c1"), CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(reading.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        IngestionException failure = await FailureOf(reading);
        Assert.Equal((IngestionFailure.Unavailable, true), (failure.Failure, failure.IsTransient));
        Assert.Contains("did not answer within 30 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadPageAsync_Stopped_IsNoFailure()
    {
        using var stop = new CancellationTokenSource();
        using EventsApiClient client = Client(new SilentTransport());
        Task<EventPage> reading = client.ReadPageAsync(EventFeed.AuditEvents, PageRequest.ContinueFrom("c1"), stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Theory]
    [InlineData(true, 0, true)]
    [InlineData(true, 1, false)]
    [InlineData(false, 0, true)]
    [InlineData(false, 1, false)]
    public async Task ReadPageAsync_BodyAtTheLimit_IsTakenAndOneByteMoreIsNot(bool isAnnounced, int beyond, bool isTaken)
    {
        using EventsApiClient client = Client(new BodyTransport(Encoding.UTF8.GetBytes(Page), isAnnounced), Page.Length - beyond);
        Task<EventPage> reading = client.ReadPageAsync(EventFeed.AuditEvents, PageRequest.ContinueFrom("c1"), CancellationToken.None);

        if (isTaken)
        {
            (await reading).Dispose();
            return;
        }

        IngestionException failure = await FailureOf(reading);
        Assert.Equal((IngestionFailure.InvalidResponse, false), (failure.Failure, failure.IsTransient));
        Assert.Equal($"The answer of the Events API at events.1password.com is larger than {Page.Length - 1} bytes.", failure.Message);
    }

    [Fact]
    public async Task ReadPageAsync_AnnouncedLargerThanAnyBuffer_IsRefusedUnread()
    {
        var transport = new BodyTransport([], true) { Announced = long.MaxValue };
        using EventsApiClient client = Client(transport);

        await FailureOf(client.ReadPageAsync(EventFeed.AuditEvents, PageRequest.ContinueFrom("c1"), CancellationToken.None));

        Assert.Equal(0, transport.Reads);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadPageAsync_LargePageInManyPieces_ArrivesWhole(bool isAnnounced)
    {
        string[] items = [.. Enumerable.Range(0, 20_000).Select(number => $$"""{"uuid":"{{number}}","text":"0123456789012345678901234567890123456789"}""")];
        using EventsApiClient client = Client(new BodyTransport(Encoding.UTF8.GetBytes(EventPages.Body("c2", false, items)), isAnnounced));

        using EventPage page = await client.ReadPageAsync(EventFeed.AuditEvents, PageRequest.ContinueFrom("c1"), CancellationToken.None);

        Assert.Equal(items, Enumerable.Range(0, page.Count).Select(index => Encoding.UTF8.GetString(page.GetEvent(index))));
    }

    [Theory]
    [InlineData("""{"cursor":"c2"}""", true)]
    [InlineData("""{"cursor":""}""", true)]
    [InlineData("""{"account_uuid":"A"}""", false)]
    [InlineData("[]", false)]
    public async Task SendAsync_BodyIsReadOrRefused_GivesItsBufferBack(string body, bool isPage)
    {
        byte[] buffer = LargeBuffers.Pool.Rent(RareSize);
        LargeBuffers.Pool.Return(buffer);
        _transport.Answer(200, body + new string(' ', RareSize - body.Length));

        Exception? failure = await Record.ExceptionAsync(async () =>
        {
            if (isPage)
            {
                (await ReadAsync(PageRequest.ContinueFrom("c1"))).Dispose();
            }
            else
            {
                await _client.IntrospectAsync(CancellationToken.None);
            }
        });

        Assert.Equal(body.Contains('2', StringComparison.Ordinal) || body.Contains('A', StringComparison.Ordinal), failure is null);
        byte[] next = LargeBuffers.Pool.Rent(RareSize);
        Assert.Same(buffer, next);
        LargeBuffers.Pool.Return(next);
    }

    [Fact]
    public async Task ReadPageAsync_BufferIsTooSmall_GivesItBackForALargerOne()
    {
        byte[] smaller = LargeBuffers.Pool.Rent(RareSize / 2);
        LargeBuffers.Pool.Return(smaller);
        byte[] body = Encoding.UTF8.GetBytes(Page + new string(' ', RareSize - Page.Length));
        using EventsApiClient client = Client(new BodyTransport(body, isAnnounced: false));

        using EventPage page = await client.ReadPageAsync(EventFeed.AuditEvents, PageRequest.ContinueFrom("c1"), CancellationToken.None);

        Assert.Same(smaller, LargeBuffers.Pool.Rent(RareSize / 2));
    }

    [Fact]
    public void Dispose_Client_ClosesItsConnections()
    {
        var transport = new BodyTransport([], true);

        Client(transport).Dispose();

        Assert.True(transport.IsDisposed);
    }

    private static Task<IngestionException> FailureOf(Task task) => Assert.ThrowsAsync<IngestionException>(() => task);

    private Task<EventPage> ReadAsync(PageRequest request) => _client.ReadPageAsync(EventFeed.AuditEvents, request, CancellationToken.None);

    private EventsApiClient Client(HttpMessageHandler transport, int? mostBytes = null) => new(
        new EventsApiOptions { ServerUrl = Usual.ServerUrl, ApiToken = Usual.ApiToken, MaxResponseBytes = mostBytes ?? Usual.MaxResponseBytes }, transport, _time);

    /// <summary>Takes requests and never answers.</summary>
    private sealed class SilentTransport : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("never reached");
        }
    }

    /// <summary>Answers with one body, some bytes at a time.</summary>
    private sealed class BodyTransport(byte[] body, bool isAnnounced) : HttpMessageHandler
    {
        public long Announced { get; init; } = body.Length;

        public int Reads { get; private set; }

        public bool IsDisposed { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var content = new StreamContent(new PiecesStream(body, () => Reads++));
            content.Headers.ContentLength = isAnnounced ? Announced : null;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content });
        }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }

    /// <summary>Hands over no more than a network would, and does not say how long it is.</summary>
    private sealed class PiecesStream(byte[] body, Action read) : MemoryStream(body)
    {
        private const int Piece = 40_000;

        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            read();
            return base.ReadAsync(buffer[..Math.Min(buffer.Length, Piece)], cancellationToken);
        }
    }
}
