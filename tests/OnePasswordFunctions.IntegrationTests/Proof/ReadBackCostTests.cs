using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Microsoft.Extensions.Logging.Abstractions;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventHubs;

namespace OnePasswordFunctions.IntegrationTests.Proof;

/// <summary>What the look into the hub costs that a process makes before its first batch, with the real SDK: connections, tokens, readers; and a time, for information.</summary>
public sealed class ReadBackCostTests
{
    private const string Hub = "onepassword-events";
    private const string Stream = "5f1d7c1e0b5c4a7f8d2f3b8a6c9e0d14";
    private const int Looks = 5;

    private static readonly EventFeed Feed = EventFeed.AuditEvents;

    [Theory]
    [InlineData(4, true)]
    [InlineData(32, true)]
    [InlineData(4, false)]
    [InlineData(32, false)]
    public async Task Find_APartitionThatTookNothingSince_IsNotRead(int partitions, bool isIdle)
    {
        await using var hub = new EventHubStandIn(new EventHubStandInOptions { Partitions = partitions }, TimeProvider.System);
        await hub.StartAsync(CancellationToken.None);
        await SendAsync(hub, partitions);

        // Within a minute before that time the clocks of both sides may differ.
        DateTimeOffset since = DateTimeOffset.UtcNow.AddMinutes(isIdle ? 2 : 0);
        var times = new List<double>();
        for (int look = 0; look < Looks; look++)
        {
            int connections = hub.Connections.Count;
            await using HubReader reader = new(
                new EventHubOptions { ConnectionString = hub.ConnectionString, HubNames = EventFeed.All.ToFrozenDictionary(feed => feed, _ => Hub) }, "$Default", TimeProvider.System);
            using var run = new RunScope(
                new RunIdentity(Feed, "run", DateTimeOffset.UtcNow, Stopwatch.GetTimestamp()),
                new IngestionOptions { MaximumPerFetch = EventFeed.All.ToFrozenDictionary(feed => feed, _ => 1) }, new RetryPolicy(() => 0), TimeProvider.System, NullLogger.Instance, CancellationToken.None);
            long start = Stopwatch.GetTimestamp();
            Dictionary<ulong, Queue<long>> found = await new ReadBack(reader, TimeProvider.System, NullLogger<ReadBack>.Instance)
                .FindAsync(run, new StreamPosition(Stream, 0), since);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);

            Assert.Equal(isIdle ? 0 : partitions, found.Count);
            Assert.Equal(connections + 1, hub.Connections.Count);
            Assert.Equal(isIdle ? 0 : partitions, hub.Connections[^1].AttachCount);
        }

        HubConnection last = hub.Connections[^1];
        Figures.Print($"look into a hub of {partitions} partitions, {(isIdle ? "which took nothing since" : "each with news")}: 1 connection, {1 + partitions} questions, {last.Tokens.Count} tokens, {last.AttachCount} readers, {times[0]:0} ms at first, {times.Skip(1).Min():0} ms with compiled code");
    }

    private static async Task SendAsync(EventHubStandIn hub, int partitions)
    {
        await using var producer = new EventHubProducerClient(hub.ConnectionString, Hub);
        for (int partition = 0; partition < partitions; partition++)
        {
            string number = (partition + 1).ToString("d16", CultureInfo.InvariantCulture);
            var message = new EventData("{}") { Properties = { [MessageProperties.Id] = $"E{number}", [MessageProperties.Sequence] = number, [MessageProperties.Stream] = Stream } };
            await producer.SendAsync([message], new SendEventOptions { PartitionId = partition.ToString(CultureInfo.InvariantCulture) });
        }
    }
}
