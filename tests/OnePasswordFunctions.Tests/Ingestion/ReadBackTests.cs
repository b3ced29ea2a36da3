using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Proof;
using OnePasswordFunctions.Tests.Fakes;
using OnePasswordFunctions.Tests.Ingestion.Model;
using OnePasswordFunctions.Tests.Proof;

namespace OnePasswordFunctions.Tests.Ingestion;

public sealed class ReadBackTests
{
    private const int Events = 20;

    /// <summary>A kill at every moment of a run that has a row: how many messages are too many afterwards, with the look and without it.</summary>
    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 3)]
    public async Task Run_ProcessKilledAtAnyMoment_RepeatsNoMoreThanThis(bool readsBack, int mostPerKill)
    {
        int moments = 0, worst = 0, total = 0;
        for (bool wasKilled = true; wasKilled; moments++)
        {
            var scenario = new ProofScenario(readsBack);
            await scenario.RunAsync();
            scenario.Happen(Events);
            wasKilled = await KillAsync(scenario, moments);
            scenario.StartProcess();
            Assert.Equal(RunOutcome.CaughtUp, (await scenario.RunAsync()).Outcome);
            ProofReport proof = await scenario.ProveAsync();
            Assert.Equal((Events, 0, 0), (proof.Counts.Once + proof.Counts.Repeated, proof.Counts.Missing, proof.Counts.Altered));
            Assert.All(proof.Streams, stream => Assert.Equal((0, 0), (stream.Missing, stream.Conflicts)));
            Assert.Equal(Events, scenario.Cursors.Peek(scenario.Feed)!.LastSequence);
            Assert.Equal(Events, scenario.Cursors.Peek(scenario.Feed)!.TotalEvents);
            worst = Math.Max(worst, (int)proof.Surplus);
            total += (int)proof.Surplus;
        }

        Assert.Equal(mostPerKill, worst);
        Assert.True(moments > 20, $"Only {moments} moments.");
        Assert.Equal(readsBack, total == 0);
    }

    [Fact]
    public async Task Run_AfterARunThatEndedInOrder_DoesNotReadTheHub()
    {
        var scenario = new ProofScenario();
        for (int run = 0; run < 5; run++)
        {
            scenario.Happen(4, $"R{run}-");
            await scenario.RunAsync();
        }

        Assert.DoesNotContain("bounds", scenario.Hub.Script.Calls);
    }

    [Fact]
    public async Task Run_NothingNewAfterAKill_DoesNotReadTheHub()
    {
        var scenario = new ProofScenario();
        scenario.Happen(4);
        await scenario.RunAsync();
        scenario.StartProcess();
        await scenario.RunAsync();
        Assert.DoesNotContain("bounds", scenario.Hub.Script.Calls);
    }

    [Fact]
    public async Task Run_SendWithoutAnAnswer_IsLookedUpByTheNextRunOfTheSameProcess()
    {
        var scenario = new ProofScenario();
        await scenario.RunAsync();
        scenario.Happen(4);
        scenario.Hub.Script.Decide = call => call == "publish" ? SeamFault.LoseResponse(Failures.Permanent(IngestionTarget.EventHub, IngestionFailure.Unauthorized)) : null;
        Assert.Equal(RunOutcome.Failed, (await scenario.RunAsync()).Outcome);
        scenario.Hub.Script.Decide = null;
        RunResult next = await scenario.RunAsync();
        Assert.Equal((RunOutcome.CaughtUp, 1, 3), (next.Outcome, next.Tally.Events, next.Tally.RepeatsAvoided));
        Assert.Equal(0, (await scenario.ProveAsync()).Surplus);
    }

    /// <summary>1Password may serve an event twice; then it has two numbers, and both are in the hub.</summary>
    [Fact]
    public async Task Run_BatchThatWasNotStoredHasAnEventTwice_SendsNeitherAgain()
    {
        var scenario = new ProofScenario();
        await scenario.RunAsync();
        scenario.Happen(2);
        scenario.Arrive("E0", scenario.Time.GetUtcNow());
        scenario.Cursors.Script.Decide = call => call == "commit" ? SeamFault.Refuse(new ModelCrashException()) : null;
        await Assert.ThrowsAsync<ModelCrashException>(scenario.RunAsync);
        scenario.Cursors.Script.Decide = null;
        scenario.StartProcess();
        Assert.Equal(RunOutcome.CaughtUp, (await scenario.RunAsync()).Outcome);
        Assert.Equal(["E0", "E1", "E0"], scenario.Hub.Published.Select(sent => sent.Id));
        Assert.Equal(3, scenario.Cursors.Peek(scenario.Feed)!.LastSequence);
    }

    /// <summary>Where the hub took nothing since the row was written, its partitions say so, and none is read.</summary>
    [Fact]
    public async Task Run_HubTookNothingSinceTheRowWasWritten_OpensNoReader()
    {
        var scenario = new ProofScenario();
        scenario.Happen(4);
        await scenario.RunAsync();
        scenario.Time.Advance(TimeSpan.FromMinutes(20));
        await scenario.RunAsync();
        scenario.Time.Advance(TimeSpan.FromMinutes(2));
        scenario.StartProcess();
        scenario.Happen(4, "F");
        Assert.Equal(RunOutcome.CaughtUp, (await scenario.RunAsync()).Outcome);
        Assert.Equal(["bounds"], scenario.Hub.Script.Calls.Where(call => call is "bounds" or "read"));
        Assert.Empty(scenario.Log.Entries);
    }

    /// <summary>What is looked up and passed is stored before more is sent; else each run would be one batch further ahead of the position.</summary>
    [Fact]
    public async Task Run_TableCanNotBeWrittenForManyRuns_SendsNoMoreThanTheFirstOfThem()
    {
        var scenario = new ProofScenario();
        await scenario.RunAsync();
        scenario.Happen(Events);
        scenario.Cursors.Script.Decide = call => call == "commit" ? SeamFault.Refuse(Failures.Permanent(IngestionTarget.CursorStore, IngestionFailure.StateUnavailable)) : null;
        for (int run = 0; run < 4; run++)
        {
            Assert.Equal(RunOutcome.Failed, (await scenario.RunAsync()).Outcome);
        }

        Assert.Equal(1, scenario.Hub.Script.Calls.Count(call => call == "publish"));
        scenario.Cursors.Script.Decide = null;
        Assert.Equal(RunOutcome.CaughtUp, (await scenario.RunAsync()).Outcome);
        ProofReport proof = await scenario.ProveAsync();
        Assert.Equal((Events, 0, 0), (proof.Counts.Once, proof.Counts.Missing, (int)proof.Surplus));
    }

    [Fact]
    public async Task Run_RowTakesNoWritesForGood_NeverGetsMoreThanOneBatchAhead()
    {
        var scenario = new ProofScenario();
        await scenario.RunAsync();
        scenario.Happen(12);
        scenario.Cursors.Script.Decide = call => call == "commit" ? SeamFault.Refuse(Failures.Permanent(IngestionTarget.CursorStore, IngestionFailure.StateUnavailable)) : null;
        for (int run = 0; run < 4; run++)
        {
            scenario.StartProcess();
            Assert.Equal(RunOutcome.Failed, (await scenario.RunAsync()).Outcome);
        }

        Assert.Equal(scenario.Hub.BatchSize, scenario.Hub.Published.Count);
        scenario.Cursors.Script.Decide = null;
        Assert.Equal(RunOutcome.CaughtUp, (await scenario.RunAsync()).Outcome);
        Assert.Equal(12, scenario.Hub.Published.Count);
    }

    [Fact]
    public async Task Run_HubCanNotBeRead_GoesOnAndSaysSoOnce()
    {
        var scenario = new ProofScenario();
        await scenario.RunAsync();
        scenario.StartProcess();
        scenario.Hub.Script.Decide = call => call == "bounds" ? SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventHub, IngestionFailure.Unauthorized)) : null;
        for (int run = 0; run < 3; run++)
        {
            scenario.Happen(4, $"R{run}-");
            scenario.Cursors.Put(scenario.Feed, scenario.Cursors.Peek(scenario.Feed)!);
            Assert.Equal(RunOutcome.CaughtUp, (await scenario.RunAsync()).Outcome);
        }

        Assert.EndsWith("said once per process. EventHub failed with Unauthorized.", Assert.Single(scenario.Log.Entries).Message, StringComparison.Ordinal);
        Assert.Equal(3, scenario.Hub.Script.Calls.Count(call => call == "bounds"));
    }

    [Fact]
    public async Task Run_HubIsSilent_GoesOnAfterTenSeconds()
    {
        var scenario = new ProofScenario();
        await scenario.RunAsync();
        scenario.Happen(4);
        scenario.StartProcess();
        scenario.Hub.Script.Decide = call => call == "bounds" ? new SeamFault { HangsBefore = true } : null;
        DateTimeOffset before = scenario.Time.GetUtcNow();
        Assert.Equal(RunOutcome.CaughtUp, (await scenario.RunAsync()).Outcome);
        Assert.Equal(TimeSpan.FromSeconds(10), scenario.Time.GetUtcNow() - before);
        Assert.EndsWith("The hub could not be read within 10 s and 200000 messages.", Assert.Single(scenario.Log.Entries).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_StoppedWhileTheHubIsAsked_StopsAtOnce()
    {
        var scenario = new ProofScenario();
        await scenario.RunAsync();
        scenario.Happen(4);
        scenario.StartProcess();
        scenario.Hub.Script.Next(new SeamFault { OnArrival = scenario.Stop.Cancel, HangsBefore = true });
        RunResult result = await scenario.RunAsync();
        Assert.Equal((RunOutcome.Stopped, TimeSpan.Zero, 0), (result.Outcome, result.Duration, scenario.Hub.Published.Count));
        Assert.Empty(scenario.Log.Entries);
    }

    [Fact]
    public async Task Run_HubTookABatchAndNeverAnswered_IsLookedUpByTheNextRunOfTheSameProcess()
    {
        var scenario = new ProofScenario();
        await scenario.RunAsync();
        scenario.Happen(4);
        scenario.Hub.Script.Next(new SeamFault { HangsAfter = true });
        Assert.Equal(RunOutcome.BudgetSpent, (await scenario.RunAsync()).Outcome);
        RunResult next = await scenario.RunAsync();
        Assert.Equal((RunOutcome.CaughtUp, 3), (next.Outcome, next.Tally.RepeatsAvoided));
        Assert.Equal(4, scenario.Hub.Published.Count);
    }

    /// <summary>Then nothing can have been sent that the row does not count.</summary>
    [Fact]
    public async Task Run_AfterARunThatTheApiFailed_DoesNotReadTheHub()
    {
        var scenario = new ProofScenario();
        await scenario.RunAsync();
        scenario.Api.Script.Next(SeamFault.Refuse(Failures.Permanent(IngestionTarget.EventsApi, IngestionFailure.Unauthorized)));
        Assert.Equal(RunOutcome.Failed, (await scenario.RunAsync()).Outcome);
        scenario.Happen(4);
        await scenario.RunAsync();
        Assert.DoesNotContain("bounds", scenario.Hub.Script.Calls);
    }

    /// <summary>Such a version sent no numbers, by which anything could be found.</summary>
    [Fact]
    public async Task Run_RowOfAVersionWithoutStreams_DoesNotReadTheHub()
    {
        var scenario = new ProofScenario();
        await scenario.RunAsync();
        scenario.Cursors.Put(scenario.Feed, scenario.Cursors.Peek(scenario.Feed)! with { StreamId = null });
        scenario.Happen(4);
        Assert.Equal(RunOutcome.CaughtUp, (await scenario.RunAsync()).Outcome);
        Assert.DoesNotContain("bounds", scenario.Hub.Script.Calls);
    }

    [Fact]
    public async Task Run_CursorIsRejectedAfterEventsWereFoundInTheHub_SendsThemNoMore()
    {
        var scenario = new ProofScenario();
        await scenario.RunAsync();
        scenario.Happen(3);
        scenario.Cursors.Script.Decide = call => call == "commit" ? SeamFault.Refuse(new ModelCrashException()) : null;
        await Assert.ThrowsAsync<ModelCrashException>(scenario.RunAsync);
        scenario.Cursors.Script.Decide = null;
        scenario.StartProcess();
        Assert.Equal(3, (await scenario.RunAsync()).Tally.RepeatsAvoided);
        scenario.Api.Generation++;
        Assert.Equal(1, (await scenario.RunAsync()).Tally.CursorRecoveries);
        Assert.Equal(3, scenario.Hub.Published.Count);
    }

    /// <summary>Ends the process at its n-th step, a call's arrival or its end; false when the run has fewer.</summary>
    private static async Task<bool> KillAsync(ProofScenario scenario, int moment)
    {
        int step = 0;
        Func<Task> turn = () => step++ == moment ? throw new ModelCrashException() : Task.CompletedTask;
        (scenario.Api.Script.Turn, scenario.Hub.Script.Turn, scenario.Cursors.Script.Turn) = (turn, turn, turn);
        try
        {
            await scenario.RunAsync();
            return false;
        }
        catch (ModelCrashException)
        {
            return true;
        }
        finally
        {
            (scenario.Api.Script.Turn, scenario.Hub.Script.Turn, scenario.Cursors.Script.Turn) = (null, null, null);
        }
    }
}
