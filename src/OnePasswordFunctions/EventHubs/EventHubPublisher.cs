using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics;
using Azure.Messaging.EventHubs.Producer;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.EventHubs;

/// <summary>
/// Publishes with the SDK's producer, one attempt a call. Only a batch that is too large is made smaller and sent again here, because
/// that needs the events and is no failure.
/// </summary>
internal sealed partial class EventHubPublisher : IEventPublisher, IAsyncDisposable
{
    private readonly EventHubOptions _options;
    private readonly Uri _serverUrl;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FrozenDictionary<string, HubSender> _senders;
    private readonly ConcurrentDictionary<(EventFeed Feed, IngestMode Mode), EventBatch> _spares = new();

    /// <param name="options">Which hubs, and how they are reached.</param>
    /// <param name="serverUrl">The Events API's server, without a path: where the events come from.</param>
    /// <param name="createProducer">Makes the producer of a hub, given its name; called once for each hub.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Says when a hub takes less than its link allows.</param>
    public EventHubPublisher(
        EventHubOptions options, Uri serverUrl, Func<string, EventHubProducerClient> createProducer, TimeProvider time, ILogger<EventHubPublisher> logger)
    {
        (_options, _serverUrl, _time, _logger) = (options, serverUrl, time, logger);
        EventHubAddress address = EventHubAddress.Of(options);
        _senders = options.HubNames.Values.Distinct(StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(hub => hub, hub => new HubSender(hub, address, createProducer), StringComparer.OrdinalIgnoreCase);
    }

    public async Task<PublishResult> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        // With an activity, the SDK would add its id to every message as a property, whether anybody traces or not.
        Activity.Current = null;
        HubSender sender = _senders[_options.HubNames[request.Feed]];
        EventBatch batch = Rent(request);
        using var timeout = new CancellationTokenSource(_options.AttemptTimeout, _time);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await SendAsync(sender, batch, request, attempt.Token);
        }
        catch (Exception e) when (sender.Failures.From(e, cancellationToken.IsCancellationRequested, timeout.IsCancellationRequested) is { } failure)
        {
            throw failure;
        }
        finally
        {
            Return(request, batch);
        }
    }

    /// <summary>Closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (HubSender sender in _senders.Values)
        {
            await sender.DisposeAsync();
        }
    }

    private async Task<PublishResult> SendAsync(HubSender sender, EventBatch batch, PublishRequest request, CancellationToken cancellationToken)
    {
        long limit = Lower(await sender.GetLimitAsync(cancellationToken));
        while (true)
        {
            batch.Fill(request, limit);
            if (batch.Count == 0)
            {
                return PublishResult.Refused($"It has {request.Page.GetEvent(request.First).Length} bytes and does not fit a batch of {limit} bytes.");
            }

            if (await TrySendAsync(sender, batch, request, cancellationToken))
            {
                batch.Limits.Accept();
                return PublishResult.Stored(batch.Count, batch.Bytes);
            }

            // A link that was opened anew can allow less than the one before. If it does not, the service itself takes less.
            long now = Lower(await sender.AskLimitAsync(cancellationToken));
            if (now >= limit)
            {
                if (batch.Count == 1)
                {
                    return PublishResult.Refused($"The event hub refused it for its size: the message had {batch.Bytes} bytes.");
                }

                batch.Limits.Halve(batch.Count, batch.Bytes);
                LogBatchTooLarge(request.Feed, batch.Count, batch.Bytes);
            }

            limit = now;
        }
    }

    /// <summary>False when the service, or the SDK in its place, has refused the batch for its size by a code.</summary>
    private async Task<bool> TrySendAsync(HubSender sender, EventBatch batch, PublishRequest request, CancellationToken cancellationToken)
    {
        ulong firstId = request.Page.GetIdHash(request.First);
        batch.Limits.Keep(firstId, batch.Count);
        try
        {
            await sender.SendAsync(batch.Events, cancellationToken);
            return true;
        }
        catch (Exception e) when (EventHubFailures.IsAboutSize(e))
        {
            return false;
        }
        catch (Exception e) when (EventHubFailures.IsRefusalWithoutReason(e))
        {
            if (batch.Limits.Doubt(batch.Count, batch.Bytes))
            {
                LogBatchTooLarge(request.Feed, batch.Count, batch.Bytes);
            }

            throw;
        }
    }

    private long Lower(long limit) => Math.Min(limit, _options.MaxBatchBytes ?? limit);

    /// <summary>A batch that nobody else uses: <c>get-events</c> can run more than once at the same time.</summary>
    private EventBatch Rent(PublishRequest request) =>
        _spares.TryRemove((request.Feed, request.Mode), out EventBatch? spare) ? spare : new EventBatch(request.Feed, request.Mode, _serverUrl);

    private void Return(PublishRequest request, EventBatch batch)
    {
        batch.Clear();
        _spares[(request.Feed, request.Mode)] = batch;
    }

    [LoggerMessage(401, LogLevel.Warning, "The event hub of {Feed} refused a batch of {Events} events and {Bytes} bytes, for its size as it seems; smaller ones follow. Lower EventHubMaxBatchBytes.")]
    private partial void LogBatchTooLarge(EventFeed feed, int events, long bytes);
}
