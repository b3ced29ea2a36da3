using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.EventHubs;

public sealed class EventHubPublisherTests : IDisposable
{
    private readonly ScriptedTransport _transport = new();
    private readonly RecordingLogger<EventHubPublisher> _log = new();
    private readonly EventPage _page = EventPages.Of([.. Enumerable.Range(0, 8).Select(number => $$"""{"uuid":"U{{number}}","timestamp":"2026-03-14T09:00:00Z"}""")]);

    public void Dispose() => _page.Dispose();

    [Fact]
    public async Task PublishAsync_Accepted_SendsTheDocumentedRequest()
    {
        _transport.Answer(201);

        PublishResult result = await Publish(CreatePublisher(), _page);

        Assert.Equal((8, null), (result.Accepted, result.Refusal));
        (HttpMethod method, string url, Dictionary<string, string> headers, byte[] body) = Assert.Single(_transport.Requests);
        Assert.Equal((HttpMethod.Post, "https://contoso.servicebus.windows.net/hub1/messages?timeout=60&api-version=2014-01"), (method, url));
        Assert.Equal("application/vnd.microsoft.servicebus.json", headers["Content-Type"]);
        Assert.Equal("test", headers["Authorization"]);
        Assert.Equal(["U0", "U1", "U2", "U3", "U4", "U5", "U6", "U7"], Ids(body));
        Assert.Equal(result.Bytes, body.Length);
    }

    [Theory]
    [InlineData(401, nameof(IngestionFailure.Unauthorized), false)]
    [InlineData(403, nameof(IngestionFailure.Unauthorized), false)]
    [InlineData(404, nameof(IngestionFailure.HubNotFound), false)]
    [InlineData(410, nameof(IngestionFailure.HubNotFound), false)]
    [InlineData(400, nameof(IngestionFailure.RequestRejected), false)]
    [InlineData(429, nameof(IngestionFailure.Throttled), true)]
    [InlineData(503, nameof(IngestionFailure.Throttled), true)]
    [InlineData(500, nameof(IngestionFailure.Unavailable), true)]
    [InlineData(408, nameof(IngestionFailure.Unavailable), true)]
    [InlineData(200, nameof(IngestionFailure.InvalidResponse), false)]
    [InlineData(418, nameof(IngestionFailure.RequestRejected), false)]
    public async Task PublishAsync_OtherStatus_IsNamedAfterOneRequest(int status, string failure, bool isTransient)
    {
        _transport.Answer(status, "<Error><Code>1</Code><Detail>because</Detail></Error>");

        IngestionException thrown = await Assert.ThrowsAsync<IngestionException>(() => Publish(CreatePublisher(), _page));

        Assert.Equal((failure, isTransient, IngestionTarget.EventHub), (thrown.Failure.ToString(), thrown.IsTransient, thrown.Target));
        Assert.Contains("because", thrown.Message, StringComparison.Ordinal);
        Assert.Single(_transport.Requests);
    }

    [Theory]
    [InlineData("<html>sign in</html>", "text/html")]
    [InlineData("<html xmlns='http://www.w3.org/1999/xhtml'/>", "application/xhtml+xml")]
    [InlineData("Created", "text/plain")]
    [InlineData("Created", null)]
    public async Task PublishAsync_201WithAPage_IsNotTakenForAcceptance(string body, string? type)
    {
        _transport.Answer(201, body, type is null ? [] : [("Content-Type", type)]);

        IngestionException thrown = await Assert.ThrowsAsync<IngestionException>(() => Publish(CreatePublisher(), _page));

        Assert.Equal((IngestionFailure.InvalidResponse, false), (thrown.Failure, thrown.IsTransient));
        Assert.Contains("proxy or gateway", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<entry/>", "application/xml; charset=utf-8")]
    [InlineData("{}", "application/json")]
    public async Task PublishAsync_201WithABodyOfAService_IsAcceptance(string body, string type)
    {
        _transport.Answer(201, body, ("Content-Type", type));

        Assert.Equal(8, (await Publish(CreatePublisher(), _page)).Accepted);
    }

    [Theory]
    [InlineData(413, "")]
    [InlineData(403, "Quota exceeded")]
    [InlineData(400, "The size is not allowed")]
    public async Task PublishAsync_SmallBatchRefusedForItsSize_IsAFailureAndGivesNoEventUp(int status, string detail)
    {
        _transport.Answer(status, $"<Error><Code>{status}</Code><Detail>{detail}</Detail></Error>");

        IngestionException thrown = await Assert.ThrowsAsync<IngestionException>(() => Publish(CreatePublisher(), _page));

        Assert.Equal((IngestionFailure.BatchTooLarge, false), (thrown.Failure, thrown.IsTransient));
        Assert.Single(_transport.Requests);
    }

    [Fact]
    public async Task PublishAsync_NoAnswer_IsUnavailable()
    {
        foreach (Exception exception in new Exception[] { new HttpRequestException("refused"), new IOException("reset"), new TaskCanceledException("connect", new TimeoutException()) })
        {
            _transport.Fail(exception);
            IngestionException thrown = await Assert.ThrowsAsync<IngestionException>(() => Publish(CreatePublisher(), _page));
            Assert.Equal((IngestionFailure.Unavailable, true), (thrown.Failure, thrown.IsTransient));
        }
    }

    [Fact]
    public async Task PublishAsync_TooLargeTwice_HalvesAndKeepsTheOrder()
    {
        using EventPage page = LargeEvents(8);
        _transport.Answer(413).Answer(413).Answer(201);

        PublishResult result = await Publish(CreatePublisher(), page);

        Assert.Equal(2, result.Accepted);
        Assert.Equal([8, 4, 2], _transport.Requests.Select(request => Ids(request.Body).Length));
        Assert.Equal(["U0", "U1"], Ids(_transport.Requests[2].Body));
        Assert.All(_log.Entries, entry => Assert.Equal(LogLevel.Warning, entry.Level));
    }

    [Fact]
    public async Task PublishAsync_SingleEventTooLarge_IsRefusedWithAReason()
    {
        using EventPage page = LargeEvents(8);
        _transport.Answer(413);

        PublishResult result = await CreatePublisher().PublishAsync(new PublishRequest(EventFeed.AuditEvents, IngestMode.Timer, page, 3, 4), CancellationToken.None);

        Assert.Equal(0, result.Accepted);
        Assert.Contains("size", result.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublishAsync_EventLargerThanTheSetting_IsRefusedWithoutARequest()
    {
        using EventPage page = EventPages.Of($$"""{"uuid":"L","t":"{{new string('x', 5000)}}"}""");

        PublishResult result = await Publish(CreatePublisher(4096), page);

        Assert.Contains("4096", result.Refusal, StringComparison.Ordinal);
        Assert.Empty(_transport.Requests);
    }

    [Fact]
    public async Task PublishAsync_LargeEventAfterTheLimitWasLowered_IsStillOfferedToTheHub()
    {
        string item = $$"""{"uuid":"L","t":"{{new string('x', 300_000)}}"}""";
        using EventPage page = EventPages.Of(item, item);
        EventHubPublisher publisher = CreatePublisher(1_000_000);
        _transport.Answer(413).Answer(201).Answer(413).Answer(201).Answer(201);
        await Publish(publisher, page);
        using EventPage many = EventPages.Of([.. Enumerable.Range(0, 3000).Select(number => $$"""{"uuid":"{{number}}"}""")]);
        await Publish(publisher, many);

        PublishResult result = await Publish(publisher, page);

        Assert.Equal((1, null), (result.Accepted, result.Refusal));
    }

    [Fact]
    public async Task PublishAsync_CallerCancels_IsCancellation()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            CreatePublisher().PublishAsync(new PublishRequest(EventFeed.AuditEvents, IngestMode.Timer, _page, 0, 8), source.Token));
    }

    private static EventPage LargeEvents(int count) =>
        EventPages.Of([.. Enumerable.Range(0, count).Select(number => $$"""{"uuid":"U{{number}}","t":"{{new string('x', 80_000)}}"}""")]);

    private static Task<PublishResult> Publish(EventHubPublisher publisher, EventPage page) =>
        publisher.PublishAsync(new PublishRequest(EventFeed.AuditEvents, IngestMode.Timer, page, 0, page.Count), CancellationToken.None);

    private static string[] Ids(byte[] body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        return [.. document.RootElement.EnumerateArray().Select(message => message.GetProperty("UserProperties").GetProperty("cloudEvents:id").GetString()!)];
    }

    private EventHubPublisher CreatePublisher(int maxBatchBytes = 1_000_000) => new(
        new EventHubOptions
        {
            Access = new AzureAccess(new Uri("https://contoso.servicebus.windows.net/")),
            HubNames = EventFeed.All.ToFrozenDictionary(feed => feed, _ => "hub1"),
            MaxBatchBytes = maxBatchBytes,
        },
        new Uri("https://events.1password.com"),
        AzurePipeline.Create(new FixedAuthorizationPolicy("test"), _transport),
        new FakeTimeProvider(),
        _log);
}
