using Microsoft.Extensions.Logging.Abstractions;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Proof;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Proof;

[Collection(nameof(MemoryGroup))]
public sealed class ProofSizeTests
{
    private const int Events = 200_000;

    /// <summary>What is held while the hub is read, when a proof holds most. In proportion a million events, the most of one proof, take less than 50 MB.</summary>
    [Fact]
    public async Task Prove_ManyEvents_HoldsFewBytesOfEach()
    {
        DateTimeOffset from = SteppedTime.Epoch.AddDays(-1);
        long before = GC.GetTotalMemory(forceFullCollection: true), held = 0;
        var many = new ManyEvents(Events, from) { AtTheEnd = () => held = GC.GetTotalMemory(forceFullCollection: true) - before };
        var proof = new DeliveryProof(
            many, many, new FakeHub(TimeProvider.System), new InMemoryCursorStore(), new RetryPolicy(() => 0), TimeProvider.System, NullLogger<DeliveryProof>.Instance);

        ProofReport report = await proof.ProveAsync(new ProofRequest(EventFeed.AuditEvents, from, from.AddDays(1), false), TimeSpan.FromHours(1), CancellationToken.None);

        Assert.Equal((Events, Events - 20, 20), (report.Counts.Served, report.Counts.Once, report.Counts.Missing));
        Assert.Equal(20, Assert.Single(report.Streams).Missing);
        Assert.InRange(held, 1, Events * 50L);
    }
}
