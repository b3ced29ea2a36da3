using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion;

/// <summary>What counts as sent and not stored, and how much of a hub is looked at.</summary>
public sealed class ReadBackFindTests : IDisposable
{
    private const int Most = 200_000;

    private static readonly StreamPosition Stream = new("stream", 7);

    private readonly SteppedTime _time = new();
    private readonly RecordingLogger<ReadBack> _log = new();
    private readonly RunScope _run;

    public ReadBackFindTests() => _run = RunScopes.Create(_time);

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task FindAsync_MessagesOfManyKinds_TakesThoseOfTheStreamBehindTheRow()
    {
        var hub = new FakeHub(_time);
        hub.Add(Message("STORED", 7));
        hub.Add(Message("SENT", 8));
        hub.Add(Message("SENT", 8));
        hub.Add(Message("STRANGER", 9) with { Stream = "other" });
        hub.Add(Message("NAMELESS", 9) with { Id = null });
        hub.Add(Message("NUMBERLESS", 9) with { Number = null });

        Assert.Equal(["SENT 8"], await FindAsync(hub, _time.GetUtcNow(), "STORED", "SENT", "STRANGER", "NAMELESS", "NUMBERLESS"));
        Assert.Equal(106, Assert.Single(_log.Entries).Id);
    }

    /// <summary>Else the row would count further than the run has come.</summary>
    [Fact]
    public async Task FindAsync_EventsThatWereServedSeveralTimes_NamesTheirNumbersFromTheLowest()
    {
        var hub = new FakeHub(_time);
        foreach (long number in new[] { 19, 9, 29, 8, 10, 11, 30 })
        {
            hub.Add(Message("E", number));
        }

        Assert.Equal(["E 8 9 10 11 19 29 30"], await FindAsync(hub, _time.GetUtcNow(), "E"));
    }

    [Theory]
    [InlineData(60_000, true)]
    [InlineData(60_001, false)]
    public async Task FindAsync_HubsClockIsBehind_FindsWhatCameWithinAMinute(int milliseconds, bool isFound)
    {
        var hub = new FakeHub(_time);
        hub.Add(Message("E", 8));

        Assert.Equal(isFound, (await FindAsync(hub, _time.GetUtcNow().AddMilliseconds(milliseconds), "E")).Count == 1);
    }

    [Theory]
    [InlineData(Most - 1, 1)]
    [InlineData(Most, 0)]
    public async Task FindAsync_HubHasMoreThanALookMayCost_FindsNothing(int messages, int expected)
    {
        var hub = new FullHub(messages, Message("E", 8));

        Assert.Equal(expected, (await FindAsync(hub, _time.GetUtcNow(), "E")).Count);
        Assert.Equal(expected == 1 ? 106 : 107, Assert.Single(_log.Entries).Id);
    }

    private async Task<List<string>> FindAsync(IHubReader hub, DateTimeOffset since, params string[] ids)
    {
        Dictionary<ulong, Queue<long>> found = await new ReadBack(hub, _time, _log).FindAsync(_run, Stream, since);
        return [.. ids.Where(id => found.ContainsKey(EventIdentity.Hash(id))).Select(id => $"{id} {string.Join(' ', found[EventIdentity.Hash(id)])}")];
    }

    private static StoredMessage Message(string id, long number) => new(0, default, default, id, null, null, Stream.StreamId, number);

    /// <summary>A partition with one message many times, which is handed over to its end whatever the caller thinks.</summary>
    private sealed class FullHub(int count, StoredMessage message) : IHubReader
    {
        public Task<IReadOnlyList<PartitionBounds>> ReadBoundsAsync(EventFeed feed, bool withAge, CancellationToken cancellationToken)
        {
            // The age would cost a read of each partition, and nobody looks at it.
            Assert.False(withAge);
            return Task.FromResult<IReadOnlyList<PartitionBounds>>([new PartitionBounds("0", 0, count - 1, DateTimeOffset.MaxValue, null)]);
        }

        public Task<long> ReadAsync(
            EventFeed feed, PartitionBounds partition, DateTimeOffset from, long after, Action<StoredMessage> visit, CancellationToken cancellationToken)
        {
            for (int number = 0; number < count; number++)
            {
                visit(message);
            }

            return Task.FromResult((long)count);
        }
    }
}
