using Azure.Core;
using Azure.Core.Pipeline;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.EventHubs;

/// <summary>
/// Publishes over the Event Hubs HTTPS batch API (<c>POST /{hub}/messages</c>, api-version 2014-01). One attempt a call;
/// only a batch that the hub finds too large is halved and sent again here, because that needs the events.
/// </summary>
internal sealed partial class EventHubPublisher : IEventPublisher
{
    private const string BatchContentType = "application/vnd.microsoft.servicebus.json";

    /// <summary>No tier refuses a request of this size for its size.</summary>
    private const int SmallestLimit = 64 * 1024;

    private readonly EventHubOptions _options;
    private readonly HttpPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Dictionary<(EventFeed Feed, IngestMode Mode), EventEnvelope> _envelopes = [];
    private readonly Dictionary<EventFeed, Uri> _urls = [];
    private int _batchLimit;

    public EventHubPublisher(EventHubOptions options, Uri serverUrl, HttpPipeline pipeline, TimeProvider time, ILogger<EventHubPublisher> logger)
    {
        (_options, _pipeline, _time, _logger, _batchLimit) = (options, pipeline, time, logger, options.MaxBatchBytes);
        foreach (EventFeed feed in EventFeed.All)
        {
            _urls[feed] = new Uri(options.Access!.Endpoint, $"{Uri.EscapeDataString(options.HubNames[feed])}/messages?timeout=60&api-version=2014-01");
            foreach (IngestMode mode in Enum.GetValues<IngestMode>())
            {
                _envelopes[(feed, mode)] = EventEnvelope.Create(feed, mode, serverUrl);
            }
        }
    }

    public async Task<PublishResult> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        (EventFeed feed, IngestMode mode, EventPage page, int first, int end, _) = request;
        using var batch = new EventBatchBuilder(_options.MaxBatchBytes) { Limit = _batchLimit };
        EventEnvelope envelope = _envelopes[(feed, mode)];
        Fill(batch, envelope, page, first, end);
        if (batch.Count == 0)
        {
            // The lowered limit is a guess; only the hub itself may refuse a single event that the setting allows.
            batch.Limit = _options.MaxBatchBytes;
            Fill(batch, envelope, page, first, first + 1);
        }

        while (batch.Count > 0)
        {
            IngestionException? failure = await SendAsync(feed, batch.Body, cancellationToken);
            if (failure is null)
            {
                return PublishResult.Stored(batch.Count, batch.Body.Length);
            }

            int tooMany = batch.Count, tooLarge = batch.Body.Length;
            if (!IsAboutSize(failure, tooLarge))
            {
                throw failure;
            }

            if (tooMany == 1)
            {
                return PublishResult.Refused($"The event hub refused it for its size: the request had {tooLarge} bytes.");
            }

            LowerLimit(tooLarge);
            LogBatchTooLarge(feed, tooMany, tooLarge);
            batch.Clear();
            Fill(batch, envelope, page, first, first + (tooMany / 2));
        }

        return PublishResult.Refused($"It has {page.GetEvent(first).Length} bytes and does not fit a batch of {_options.MaxBatchBytes} bytes.");
    }

    private static void Fill(EventBatchBuilder batch, EventEnvelope envelope, EventPage page, int first, int end)
    {
        Span<byte> scratch = stackalloc byte[EventIdentity.MaximumLength];
        for (int index = first; index < end; index++)
        {
            if (!batch.TryAdd(envelope, page.GetEvent(index), EventIdentity.Get(page, index, scratch), page.GetTimestamp(index)))
            {
                return;
            }
        }
    }

    /// <summary>
    /// The service does not document which status an oversized batch gets, so a 400 to a large request may mean its size and
    /// halving finds out. A refusal of a small one means something else, such as a quota that is exceeded or a proxy's own limit, and
    /// giving events up for it would be wrong.
    /// </summary>
    private static bool IsAboutSize(IngestionException failure, int bytes) =>
        bytes > SmallestLimit && failure is { Failure: IngestionFailure.BatchTooLarge } or { Failure: IngestionFailure.RequestRejected, Status: 400 };

    private async Task<IngestionException?> SendAsync(EventFeed feed, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.AttemptTimeout, _time);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using HttpMessage message = _pipeline.CreateMessage();
        message.Request.Method = RequestMethod.Post;
        message.Request.Uri.Reset(_urls[feed]);
        message.Request.Headers.SetValue("Content-Type", BatchContentType);
        message.Request.Content = RequestContent.Create(body);
        try
        {
            await _pipeline.SendAsync(message, attempt.Token);
            return EventHubFailures.IsAccepted(message.Response) ? null : EventHubFailures.FromResponse(message.Response, _options.HubNames[feed], _time);
        }
        catch (Exception e) when (EventHubFailures.FromTransport(e, !cancellationToken.IsCancellationRequested, _options) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>Remembers that the hub takes less than the setting says, so that not every batch is sent twice.</summary>
    private void LowerLimit(int tooLarge)
    {
        int lower = Math.Max(tooLarge / 2, SmallestLimit);
        if (lower < _batchLimit)
        {
            _batchLimit = lower;
        }
    }

    [LoggerMessage(401, LogLevel.Warning, "The event hub of {Feed} refused a batch of {Events} events and {Bytes} bytes for its size; smaller ones follow. Lower EventHubMaxBatchBytes (240000 for the Basic tier).")]
    private partial void LogBatchTooLarge(EventFeed feed, int events, int bytes);
}
