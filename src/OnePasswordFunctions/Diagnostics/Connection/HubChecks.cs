using Azure.Core;
using Azure.Core.Pipeline;
using OnePasswordFunctions.AzureRest;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Diagnostics.Connection;

/// <summary>
/// Whether each event hub can be sent to, without sending an event: an empty batch goes the same way as a full one through name
/// resolution, TLS, authorisation and routing. Whether the service takes it (201) or finds it meaningless (400) is not documented,
/// and both show that it got that far.
/// </summary>
internal sealed class HubChecks(EventHubOptions options, IngestionOptions ingestion, HttpPipeline pipeline, CheckRunner runner, TimeProvider time)
{
    private static readonly ReadOnlyMemory<byte> EmptyBatch = "[]"u8.ToArray();

    public async Task<IReadOnlyList<ConnectionCheck>> RunAsync(CancellationToken cancellationToken)
    {
        IEnumerable<string> hubs = ingestion.EnabledFeeds.Select(feed => options.HubNames[feed]).Distinct(StringComparer.OrdinalIgnoreCase);
        return await Task.WhenAll(hubs.Select(hub => runner.RunAsync(CheckNames.EventHub(hub), token => CheckAsync(hub, token), cancellationToken)));
    }

    private async Task<CheckFinding> CheckAsync(string hub, CancellationToken cancellationToken)
    {
        using HttpMessage message = pipeline.CreateMessage();
        message.Request.Method = RequestMethod.Post;
        message.Request.Uri.Reset(new Uri(options.Access!.Endpoint, $"{Uri.EscapeDataString(hub)}/messages?timeout=60&api-version=2014-01"));
        message.Request.Headers.SetValue("Content-Type", "application/vnd.microsoft.servicebus.json");
        message.Request.Content = RequestContent.Create(EmptyBatch);
        try
        {
            await pipeline.SendAsync(message, cancellationToken);
        }
        catch (Exception e) when (EventHubFailures.FromTransport(e, timedOut: false, options) is { } failure)
        {
            throw failure;
        }

        return message.Response.Status switch
        {
            201 when EventHubFailures.IsAccepted(message.Response) => CheckFinding.Ok($"{options.Access} accepted an empty batch for hub '{hub}': sending is allowed."),
            400 => CheckFinding.Ok($"{options.Access} was reached, and refused an empty batch for hub '{hub}' as such (400): address, credentials and hub name are good. "
                + "Whether it stores an event is left open; get-events with limit=1 and should_push_events=true proves that."),
            _ => Refused(EventHubFailures.FromResponse(message.Response, hub, time), hub),
        };
    }

    private CheckFinding Refused(IngestionException failure, string hub) => CheckFinding.Failed(failure.Message, failure.Failure switch
    {
        IngestionFailure.Unauthorized when options.Access is { Key: { } key } => $"The key of the shared access policy '{key.Name}' is wrong, or the policy lacks Send on hub '{hub}'.",
        IngestionFailure.Unauthorized when options.Access is { Signature: not null } => $"The shared access signature has expired or does not allow Send on hub '{hub}'.",
        IngestionFailure.Unauthorized => $"The identity lacks the role Azure Event Hubs Data Sender on hub '{hub}'; a role assigned just now needs some minutes.",
        IngestionFailure.HubNotFound => $"Create the event hub '{hub}' in {options.Access!.Endpoint.Host}, or correct EventHubName.",
        _ => CheckAdvice.For(failure),
    });
}
