using System.Diagnostics;
using System.Globalization;
using OnePasswordFunctions.Tests.Fakes;
using Xunit.Abstractions;

namespace OnePasswordFunctions.Tests.Ingestion.Model;

/// <summary>
/// Random schedules of everything that can go wrong, against <see cref="DeliveryModel"/>: nothing lost, repeats explained by an
/// incident, no position ahead of the hub, the maximum exact, first deliveries in order, the numbers of the stream without a gap. MODEL_SEED chooses other schedules.
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
        string? report = null;

        Parallel.For(0, Schedules, new ParallelOptions { MaxDegreeOfParallelism = 2 }, (index, loop) =>
        {
            var own = new ModelFigures();
            ModelStep[] steps = ModelSchedule.Create(unchecked(seed + index));
            if (ModelSchedule.Violation(steps, own) is not null)
            {
                Interlocked.CompareExchange(ref report, Explain(seed + index, steps), null);
                loop.Stop();
            }

            figures.Add(own);
        });

        Assert.True(report is null, report);
        Say($"model: {Schedules} schedules from seed {seed}, {figures}, {watch.Elapsed.TotalSeconds:0.0} s");
        AssertReached(figures);
    }

    private static string Explain(int seed, ModelStep[] steps)
    {
        IReadOnlyList<ModelStep> shortest = ModelSchedule.Shrink(steps);
        return $"MODEL_SEED={seed}: {ModelSchedule.Violation(shortest, new ModelFigures())}\n" + string.Join('\n', shortest);
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
