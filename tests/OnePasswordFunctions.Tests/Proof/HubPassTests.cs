using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Proof;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Proof;

public sealed class HubPassTests
{
    private static readonly PartitionBounds[] Two = [new("0", 0, 9, SteppedTime.Epoch, null), new("1", 0, 9, SteppedTime.Epoch, null)];

    private readonly SteppedTime _time = new();

    /// <summary>Nobody may still hand messages over once the pass has ended.</summary>
    [Fact]
    public void ReadAsync_OnePartitionFails_EndsTheOthersAndWaitsForThem()
    {
        bool hasEnded = false;
        var hub = new Reader(async (partition, cancellationToken) =>
        {
            if (partition.Id == "0")
            {
                throw Failures.Permanent(IngestionTarget.EventHub, IngestionFailure.Unauthorized);
            }

            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
            finally
            {
                for (int step = 0; step < 10; step++)
                {
                    await Task.Yield();
                }

                hasEnded = true;
            }
        });

        IngestionException failure = Assert.Throws<IngestionException>(() => Read(hub));

        Assert.Equal((IngestionFailure.Unauthorized, true), (failure.Failure, hasEnded));
        Assert.Equal(SteppedTime.Epoch, _time.GetUtcNow());
    }

    [Fact]
    public void ReadAsync_OnePartitionIsDoneBeforeTheOther_ReadsBoth()
    {
        var hub = new Reader((partition, cancellationToken) => Task.Delay(TimeSpan.FromSeconds(partition.Id == "0" ? 1 : 5), _time, cancellationToken));

        Assert.True(Read(hub));
        Assert.Equal(SteppedTime.Epoch.AddSeconds(5), _time.GetUtcNow());
    }

    private bool Read(IHubReader hub)
    {
        using RunScope run = RunScopes.Create(_time);
        return new RunPump(_time).Run(() => new HubPass(hub, run.Feed, run.Retries).ReadAsync(Two, default, _ => { }, CancellationToken.None));
    }

    private sealed class Reader(Func<PartitionBounds, CancellationToken, Task> read) : IHubReader
    {
        public Task<IReadOnlyList<PartitionBounds>> ReadBoundsAsync(EventFeed feed, bool withAge, CancellationToken cancellationToken) => throw new NotSupportedException();

        public async Task<long> ReadAsync(
            EventFeed feed, PartitionBounds partition, DateTimeOffset from, long after, Action<StoredMessage> visit, CancellationToken cancellationToken)
        {
            await read(partition, cancellationToken);
            return 0;
        }
    }
}
