using System.Diagnostics;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Crashes;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.Proof;
using FeedState = OnePasswordFunctions.Cursors.FeedState;

namespace OnePasswordFunctions.IntegrationTests.Writers;

/// <summary>
/// As <see cref="PausedRunTests"/>, again and again at a random moment, with a run of each feed in the process that is stopped.
/// </summary>
public sealed class RandomPauseTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    private const int ScenarioNumber = 4;
    private const int Pauses = 40;
    private const int MostMomentsOfARound = 40;

    [Fact]
    public async Task FortyPauses_ThreeFeedsAtOnce_LoseNothingAndRepeatAtMostOneBatchPerSupersededRun()
    {
        long started = Stopwatch.GetTimestamp();
        var random = Seed.RandomOf(ScenarioNumber);
        await using TwoWriters writers = await TwoWriters.StartAsync(fixture, 0);
        var pause = new WorkerPause(writers.Older);
        var countdown = new MomentCountdown(writers.Scenario, pause.Begin);
        await Task.WhenAll(EventFeed.All.Select(writers.MoveOnAsync));
        int superseded = 0;
        for (int round = 0; round < Pauses; round++)
        {
            superseded += await PauseOnceAsync(writers, pause, countdown, random);
        }

        await writers.Scenario.DrainAsync();
        int allowed = (superseded + writers.NewerSuperseded) * writers.Scenario.LargestBatch;
        Assert.True(superseded >= Pauses, $"Only {superseded} runs of {Pauses * EventFeed.All.Length} woke to a row that had moved on; the pauses did not meet the runs.");
        DeliveryReport report = writers.Scenario.AssertWhole(allowed);
        Figures.Print($"two writers: seed {Seed.Value}: pauses {Pauses}, feeds at once {EventFeed.All.Length}, superseded {superseded} of the old and {writers.NewerSuperseded} of the new runs, served {report.Served}, missing {report.Missing}, repeated {report.Repeated}, allowed {allowed}, {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
    }

    /// <summary>How many of the three stopped runs were superseded when they woke.</summary>
    private static async Task<int> PauseOnceAsync(TwoWriters writers, WorkerPause pause, MomentCountdown countdown, Random random)
    {
        countdown.Start(random.Next(1, MostMomentsOfARound));
        Task<RecordedRun[]> older;
        do
        {
            foreach (EventFeed feed in EventFeed.All)
            {
                writers.Scenario.Simulator.Log(SimulatedFeed.All[EventFeed.All.IndexOf(feed)]).AddGenerated(random.Next(1, 60), TimeSpan.FromHours(1), 0.05);
            }

            older = Task.WhenAll(EventFeed.All.Select(feed => writers.Scenario.RunAsync(feed, writers.Older)));
            await Eventually.TrueAsync(() => pause.IsHeld || older.IsCompleted, "the runs come to the moment, or end before it");
        }
        while (!pause.IsHeld);

        await Task.WhenAll(EventFeed.All.Select(writers.MoveOnAsync));
        FeedState[] left = await Task.WhenAll(EventFeed.All.Select(writers.Scenario.StateAsync));
        pause.End();
        RecordedRun[] woken = await older;
        FeedState[] states = await Task.WhenAll(EventFeed.All.Select(writers.Scenario.StateAsync));
        for (int i = 0; i < woken.Length; i++)
        {
            Assert.True(woken[i].Outcome is "CaughtUp" or "Superseded", $"{woken[i]}");
            Assert.True(woken[i].Outcome != "Superseded" || states[i].ETag == left[i].ETag, $"A superseded run wrote the row: {woken[i]}");
        }

        return woken.Count(run => run.Outcome == "Superseded");
    }
}
