using Microsoft.Extensions.Logging.Abstractions;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;
using OnePasswordFunctions.Tests.LocalEnvironment.EventHubs;

namespace OnePasswordFunctions.Tests.EventHubs;

/// <summary>Readers of a stand-in, and what they find there.</summary>
internal static class HubReaders
{
    public static readonly EventFeed Feed = EventFeed.AuditEvents;

    /// <param name="silence">How long a partition may hand nothing over; short only where it has nothing.</param>
    public static HubReader Create(RunningHub hub, string? connectionString = null, TimeSpan? silence = null) =>
        new(Options(hub, connectionString), "$Default", TimeProvider.System) { Silence = silence ?? TimeSpan.FromSeconds(60) };

    /// <summary>The bounds of a hub's only partition.</summary>
    public static async Task<PartitionBounds> BoundsAsync(HubReader reader, bool withAge = false) =>
        Assert.Single(await reader.ReadBoundsAsync(Feed, withAge, CancellationToken.None));

    /// <summary>The event with this number, counted from 0.</summary>
    public static string Body(int number) => $$"""{"uuid":"E{{number}}","timestamp":"2026-03-14T09:26:{{number:00}}Z"}""";

    /// <summary>Publishes events as a run does, five in a batch.</summary>
    public static async Task PublishAsync(RunningHub hub, int count)
    {
        EventHubOptions options = Options(hub);
        await using var publisher = new EventHubPublisher(
            options, new Uri("https://events.example.com"), name => hub.Keep(new EventHubConnector(options).CreateProducer(name)), TimeProvider.System, NullLogger<EventHubPublisher>.Instance);
        using EventPage page = EventPages.Of([.. Enumerable.Range(0, count).Select(Body)]);
        for (int first = 0; first < count; first += 5)
        {
            await publisher.PublishAsync(new PublishRequest(Feed, IngestMode.Timer, page, first, first + 5, new StreamPosition("stream", first)), CancellationToken.None);
        }
    }

    private static EventHubOptions Options(RunningHub hub, string? connectionString = null) =>
        new() { ConnectionString = connectionString ?? hub.StandIn.ConnectionString, HubNames = Hubs.All(RunningHub.Hub) };
}
