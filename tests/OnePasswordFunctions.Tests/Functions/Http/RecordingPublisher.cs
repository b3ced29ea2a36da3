using System.Text;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.Functions.Http;

/// <summary>Remembers what was published, two events to a batch, and fails when it is told to.</summary>
internal sealed class RecordingPublisher : IEventPublisher
{
    public List<(IngestMode Mode, string Event)> Published { get; } = [];

    /// <summary>Batches to accept before every further one fails with <see cref="Failure"/>; null accepts all.</summary>
    public int? FailsAfter { get; set; }

    public IngestionFailure Failure { get; set; } = IngestionFailure.Unauthorized;

    /// <summary>Events with this uuid fit no batch.</summary>
    public string? Refuses { get; set; }

    public Task<PublishResult> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        (_, IngestMode mode, EventPage page, int first, int end, _) = request;
        if (FailsAfter is 0)
        {
            throw new IngestionException(IngestionTarget.EventHub, Failure, "The hub refused.");
        }

        FailsAfter--;
        if (Refuses is { } uuid && Encoding.UTF8.GetString(page.GetUuid(first)) == uuid)
        {
            return Task.FromResult(PublishResult.Refused("too large"));
        }

        int taken = Math.Min(2, end - first);
        for (int index = first; index < first + taken; index++)
        {
            Published.Add((mode, Encoding.UTF8.GetString(page.GetEvent(index))));
        }

        return Task.FromResult(PublishResult.Stored(taken, 1));
    }
}
