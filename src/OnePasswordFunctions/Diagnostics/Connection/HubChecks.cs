using Azure.Messaging.EventHubs.Producer;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Diagnostics.Connection;

/// <summary>
/// Whether each event hub can be sent to, without sending an event: the way to the namespace first, then a sender's link to each hub,
/// which the service opens only for credentials that may send to it.
/// </summary>
internal sealed class HubChecks(EventHubOptions options, IngestionOptions ingestion, Func<string, EventHubProducerClient> createProducer, CheckRunner runner)
{
    /// <summary>The time of an attempt, so that the SDK gives up before the check does.</summary>
    public static readonly TimeSpan AttemptTimeout = CheckRunner.Limit - TimeSpan.FromSeconds(1);

    private readonly EventHubAddress _address = EventHubAddress.Of(options);

    public async Task<IReadOnlyList<ConnectionCheck>> RunAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ConnectionCheck> way = await new HubNetworkChecks(options, _address, runner).RunAsync(cancellationToken);
        string[] hubs = [.. ingestion.EnabledFeeds.Select(feed => options.HubNames[feed]).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (way.FirstOrDefault(check => check.Finding.Outcome == CheckOutcome.Failed) is { } failed)
        {
            return [.. way, .. hubs.Select(hub => ConnectionCheck.Skipped(CheckNames.EventHub(hub), $"Not tried, because {failed.Name} failed."))];
        }

        return [.. way, .. await Task.WhenAll(hubs.Select(hub => runner.RunAsync(CheckNames.EventHub(hub), token => CheckAsync(hub, token), cancellationToken)))];
    }

    private async Task<CheckFinding> CheckAsync(string hub, CancellationToken cancellationToken)
    {
        EventHubProducerClient producer = createProducer(hub);
        try
        {
            // The SDK does not look at the token while it connects.
            using EventDataBatch empty = await producer.CreateBatchAsync(cancellationToken).AsTask().WaitAsync(cancellationToken);
            return CheckFinding.Ok($"{_address} opened a link for sending to hub '{hub}', for batches of up to {Math.Min(empty.MaximumSizeInBytes, options.MaxBatchBytes ?? long.MaxValue)} bytes"
                + $"{(options.MaxBatchBytes < empty.MaximumSizeInBytes ? $" (EventHubMaxBatchBytes; the hub itself allows {empty.MaximumSizeInBytes})" : "")}: address, credentials and hub name are good.");
        }
        catch (Exception e) when (new EventHubFailures(hub, _address).From(e, cancellationToken.IsCancellationRequested, isTimeout: false) is { } failure)
        {
            return Refused(failure, hub);
        }
        finally
        {
            // Nobody waits for it: a connection that is broken can take a minute to close.
            _ = producer.DisposeAsync().AsTask();
        }
    }

    private CheckFinding Refused(IngestionException failure, string hub) => CheckFinding.Failed(failure.Message, failure.Failure switch
    {
        IngestionFailure.Unauthorized when _address.KeyName is { } name => $"The key of the shared access policy '{name}' is wrong, or the policy lacks Send on hub '{hub}'.",
        IngestionFailure.Unauthorized when options.ConnectionString is not null => $"The shared access signature has expired or does not allow Send on hub '{hub}'.",
        IngestionFailure.Unauthorized => $"The identity lacks the role Azure Event Hubs Data Sender on hub '{hub}'; a role assigned just now needs some minutes.",
        IngestionFailure.HubNotFound => $"Create the event hub '{hub}' in {_address.Host}, or correct EventHubName.",
        _ => CheckAdvice.For(failure),
    });
}
