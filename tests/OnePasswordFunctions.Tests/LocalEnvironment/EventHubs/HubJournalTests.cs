using System.Text;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using OnePasswordFunctions.LocalEnvironment.EventHubs;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventHubs;

public sealed class HubJournalTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"hub-journal-{Guid.NewGuid():N}");

    [Fact]
    public async Task Restart_WithAJournal_BringsEveryAcknowledgedMessageBack()
    {
        for (int round = 1; round <= 3; round++)
        {
            await using RunningHub hub = await RunningHub.StartAsync(options => options.JournalPath = _path);
            Assert.Equal((round - 1) * 2, hub.StandIn.Count);
            await hub.CreateProducer().SendAsync(
                [new EventData($"{round} a") { Properties = { ["k"] = "v" } }, new EventData($"{round} b")],
                new SendEventOptions { PartitionId = "1" });
            Assert.Equal(Enumerable.Range(0, round * 2).Select(number => (long)number), hub.StandIn.Messages().Select(message => message.SequenceNumber));
            Assert.Equal("1 a", Encoding.UTF8.GetString(hub.StandIn.Messages()[0].Body.Span));
            Assert.Equal("v", hub.StandIn.Messages()[0].Properties["k"]);
        }
    }

    [Fact]
    public void ReadAll_AfterATornWrite_CutsItOffAtAnyLength()
    {
        long oneRecord;
        using (var journal = new HubJournal(_path))
        {
            Assert.Empty(journal.ReadAll());
            journal.Append("hub", 0, DateTimeOffset.UnixEpoch, "first"u8);
            oneRecord = new FileInfo(_path).Length;
            // Longer than what is written over it later: none of it may show behind that.
            journal.Append("hub", 0, DateTimeOffset.UnixEpoch, "second, and a good deal longer than the third"u8);
        }

        byte[] whole = File.ReadAllBytes(_path);
        for (int length = (int)oneRecord; length < whole.Length; length++)
        {
            File.WriteAllBytes(_path, whole[..length]);
            using (var torn = new HubJournal(_path))
            {
                Assert.Equal(["first"], Bodies(torn));
                torn.Append("hub", 0, DateTimeOffset.UnixEpoch, "third"u8);
            }

            using var again = new HubJournal(_path);
            Assert.Equal(["first", "third"], Bodies(again));
            Assert.Equal(2 * oneRecord, new FileInfo(_path).Length);
        }
    }

    public void Dispose() => File.Delete(_path);

    private static string[] Bodies(HubJournal journal) => [.. journal.ReadAll().Select(record => Encoding.UTF8.GetString(record.Batch))];
}
