using System.Diagnostics;
using System.Globalization;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.Proof;

namespace OnePasswordFunctions.IntegrationTests.Soak;

/// <summary>
/// One process of the worker works off a large backlog of all three feeds, in two hundred runs, while requests to all three sides
/// go wrong. Nothing is lost, and all of it is done within a heap that holds no more than a small part of the backlog.
/// </summary>
public sealed class SoakTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    private const int ScenarioNumber = 7;
    private const int EventsPerFeed = 100_000;

    // One page and a half: every other run ends inside a page, the others begin there.
    private const int Maximum = 1500;
    private const int MostRunsOfAFeed = 1000;

    /// <summary>
    /// The most that the runtime lets the worker keep in its managed heap, whatever the machine. It needs some 40; where it needs more than
    /// this, its runs fail with OutOfMemoryException or the process ends. The backlog has 220 MB, and a page kept from each run comes to 200 MB.
    /// </summary>
    private const int MostHeapMegabytes = 64;

    /// <summary>Open files and sockets that may be added in the second half: connections come and go, but one for each fault would be hundreds.</summary>
    private const int MostDescriptorsMore = 60;

    [Fact]
    public async Task Drain_FaultsOnAllSidesTheWholeTime_LosesNothingAndMemoryStaysFlat()
    {
        long started = Stopwatch.GetTimestamp();
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            EventsPerFeed = EventsPerFeed,
            Maximum = Maximum,
            MessagesKept = 0,
            Settings = new Dictionary<string, string>
            {
                ["OnePassword__CursorRecoveryOverlap"] = "00:20:00",
                // What the runtime keeps for each core must not depend on the machine.
                ["DOTNET_PROCESSOR_COUNT"] = "2",
                ["DOTNET_GCHeapHardLimit"] = (MostHeapMegabytes * 1024 * 1024).ToString("X", CultureInfo.InvariantCulture),
            },

            // Late by less than the overlap, so that a rejected cursor hides none.
            Simulator = api => (api.Seed, api.LateShare, api.LateBy) = (ScenarioNumber, 0.01, TimeSpan.FromMinutes(10)),
        });
        int processId = Assert.Single(scenario.Host.WorkerProcessIds);
        var faults = new SoakFaults(scenario, Seed.RandomOf(ScenarioNumber));
        var watch = new MemoryWatch(processId, () => scenario.Hub.Count / (double)(EventsPerFeed * EventFeed.All.Length));

        RecordedRun[][] runs = await Task.WhenAll(EventFeed.All.Select(feed => CatchUpAsync(scenario, feed)));

        IReadOnlyList<MemorySample> samples = await watch.EndAsync();
        int allowed = faults.MostLostOutcomes * scenario.LargestBatch;
        DeliveryReport report = scenario.AssertDelivered(allowed);
        Print(faults, runs, samples, report, allowed, Stopwatch.GetElapsedTime(started));
        Assert.Equal((processId, 0), (Assert.Single(scenario.Host.WorkerProcessIds), scenario.Host.RestartCount));
        Assert.DoesNotContain(runs.SelectMany(run => run), run => run.Failure == "Unexpected");
        AssertFewDescriptors(samples);
    }

    /// <summary>Fires the feed's timer until it has caught up. A run may fail: the next one goes on.</summary>
    private static async Task<RecordedRun[]> CatchUpAsync(IngestionScenario scenario, EventFeed feed)
    {
        var runs = new List<RecordedRun>();
        do
        {
            Assert.True(runs.Count < MostRunsOfAFeed, $"{feed} does not catch up: {runs.LastOrDefault()}");
            runs.Add(await scenario.RunAsync(feed));
        }
        while (runs[^1].Outcome != "CaughtUp");
        return [.. runs];
    }

    private static void AssertFewDescriptors(IReadOnlyList<MemorySample> samples)
    {
        MemorySample half = At(samples, 0.5), end = samples[^1];
        Assert.True(end.Descriptors - half.Descriptors <= MostDescriptorsMore, $"From {half} to {end} there are more than {MostDescriptorsMore} more open files and sockets.");
    }

    private static MemorySample At(IReadOnlyList<MemorySample> samples, double share) => samples.First(sample => sample.Share >= share);

    private static void Print(SoakFaults faults, RecordedRun[][] runs, IReadOnlyList<MemorySample> samples, DeliveryReport report, int allowed, TimeSpan taken)
    {
        RecordedRun[] all = [.. runs.SelectMany(run => run)];
        string outcomes = string.Join(", ", all.CountBy(run => run.Outcome).OrderByDescending(outcome => outcome.Value).Select(outcome => $"{outcome.Key} {outcome.Value}"));
        string memory = string.Join(", ", ((double[])[0, 0.1, 0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 1]).Select(share => At(samples, share))
            .Select(sample => string.Create(CultureInfo.InvariantCulture, $"{sample.Share:0%} {sample.Peak:0.0}/{sample.Resident:0.0}/{sample.Descriptors}")));
        Figures.Print($"soak: seed {Seed.Value}: served {report.Served}, faults {faults.Struck}, runs {all.Length} ({outcomes}), retries {all.Sum(run => run.Retries)}, cursor recoveries {all.Sum(run => run.CursorRecoveries)}, missing {report.Missing}, repeated {report.Repeated}, allowed {allowed} (a batch of each feed per connection that ended), managed heap at most {MostHeapMegabytes} MB, {taken.TotalSeconds:0} s");
        Figures.Print($"soak: faults by kind: {faults.Describe()}");
        Figures.Print($"soak: share of the work done, peak MB/resident MB/open files: {memory}");
    }
}
