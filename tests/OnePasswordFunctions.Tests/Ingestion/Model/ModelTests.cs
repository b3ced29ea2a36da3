using System.Diagnostics;
using System.Globalization;
using OnePasswordFunctions.Tests.Fakes;
using Xunit.Abstractions;

namespace OnePasswordFunctions.Tests.Ingestion.Model;

/// <summary>
/// Random schedules of everything that can go wrong, against <see cref="DeliveryModel"/>: nothing lost, repeats explained by an
/// incident, no position ahead of the hub, the maximum exact, first deliveries in order, the numbers of the stream without a gap. Half of the processes look
/// up in the hub what another published. MODEL_SEED chooses other schedules.
/// </summary>
public sealed class ModelTests(ITestOutputHelper output)
{
    private const int Schedules = 20_000;
    private const int DefaultSeed = 314_159;

    [Fact]
    public void Schedules_EverythingGoesWrong_NothingIsLost()
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("MODEL_SEED"), CultureInfo.InvariantCulture, out int chosen) ? chosen : DefaultSeed;
        var watch = Stopwatch.StartNew();
        var figures = new ModelFigures();
        Dictionary<ModelRules, ModelFigures> apart = Enumerable.Range(0, 4).Select(ModelRules.Of).Distinct().ToDictionary(rules => rules, _ => new ModelFigures());
        string? report = null;

        Parallel.For(0, Schedules, new ParallelOptions { MaxDegreeOfParallelism = 2 }, (index, loop) =>
        {
            var own = new ModelFigures();
            var rules = ModelRules.Of(unchecked(seed + index));
            ModelStep[] steps = ModelSchedule.Create(unchecked(seed + index), rules);
            if (ModelSchedule.Violation(steps, rules, own) is not null)
            {
                Interlocked.CompareExchange(ref report, Explain(seed + index, steps, rules), null);
                loop.Stop();
            }

            figures.Add(own);
            apart[rules].Add(own);
        });

        Assert.True(report is null, report);
        Say($"model: {Schedules} schedules from seed {seed}, {figures}, {watch.Elapsed.TotalSeconds:0.0} s");
        AssertReached(figures);
        foreach ((ModelRules rules, ModelFigures some) in apart)
        {
            Say($"model, {rules}: {some.Crashes} crashes, {some.LostResponses} lost responses, {some.Conflicts} conflicts, {some.Events} events, {some.Repeats} repeats, {some.FoundInHub} found in the hub");
            Assert.Equal(rules.ReadsBack, some.FoundInHub > 500);
            Assert.Equal(rules.OnlyKills, some.Repeats == 0);
            Assert.True(some.Crashes > 500);
        }
    }

    private static string Explain(int seed, ModelStep[] steps, ModelRules rules)
    {
        IReadOnlyList<ModelStep> shortest = ModelSchedule.Shrink(steps, rules);
        return $"MODEL_SEED={seed}, {rules}: {ModelSchedule.Violation(shortest, rules, new ModelFigures())}\n" + string.Join('\n', shortest);
    }

    /// <summary>A model that never meets a fault proves nothing.</summary>
    private static void AssertReached(ModelFigures figures)
    {
        Assert.True(figures.Runs > Schedules * 5);
        Assert.All(
            new[] { figures.Crashes, figures.LostResponses, figures.Conflicts, figures.Recoveries, figures.HardStops, figures.Stops, figures.DeadLetters, figures.Repeats, figures.OlderRows },
            figure => Assert.True(figure > 500));
    }

    private void Say(string line)
    {
        output.WriteLine(line);
        ProofFigures.Print(line);
    }
}
