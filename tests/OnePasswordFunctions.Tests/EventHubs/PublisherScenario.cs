using Azure.Messaging.EventHubs;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;
using Reason = Azure.Messaging.EventHubs.EventHubsException.FailureReason;

namespace OnePasswordFunctions.Tests.EventHubs;

/// <summary>A publisher whose producers do what a test says, and pages for it.</summary>
internal sealed class PublisherScenario
{
    public FakeProducers Producers { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public RecordingLogger<EventHubPublisher> Log { get; } = new();

    public EventHubPublisher CreatePublisher(EventHubOptions? options = null) =>
        new(options ?? Hubs.Options(), new Uri("https://events.1password.com"), Producers.Create, Time, Log);

    /// <summary>A page of events with the ids U0, U1 and so on, each a little longer than the length.</summary>
    public static EventPage Events(int count, int length) =>
        EventPages.Of([.. Enumerable.Range(0, count).Select(number => $$"""{"uuid":"U{{number}}","timestamp":"2026-03-14T09:00:00Z","t":"{{new string('x', length)}}"}""")]);

    public static PublishRequest Request(EventPage page) => new(EventFeed.AuditEvents, IngestMode.Timer, page, 0, page.Count);

    public static Task<PublishResult> PublishAsync(EventHubPublisher publisher, EventPage page) => publisher.PublishAsync(Request(page), CancellationToken.None);

    public static EventHubsException TooLarge() => new(false, "hub1", "too large", Reason.MessageSizeExceeded);

    public static EventHubsException NoReason() => new(true, "hub1", "because", Reason.ServiceCommunicationProblem);
}
