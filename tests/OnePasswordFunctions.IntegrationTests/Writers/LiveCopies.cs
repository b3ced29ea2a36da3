using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Crashes;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.Proof;

namespace OnePasswordFunctions.IntegrationTests.Writers;

/// <summary>
/// Two copies of a deployment on the same rows, both with all three timers. In each round new events have arrived, and the
/// second copy's timers fire when the first copy's runs have come a random number of requests far.
/// </summary>
internal sealed class LiveCopies
{
    private const int MostMomentsApart = 16;
    private const int MostNewEvents = 45;
    private const double LateShare = 0.1;

    private readonly IngestionScenario _scenario;
    private readonly Random _random;
    private readonly MomentCountdown _apart;
    private volatile bool _isSecondDue;

    public LiveCopies(IngestionScenario scenario, Random random)
    {
        (_scenario, _random) = (scenario, random);
        _apart = new MomentCountdown(scenario, () => _isSecondDue = true);
    }

    public int Rounds { get; private set; }

    public int Runs { get; private set; }

    /// <summary>Runs whose record says that another run moved the position first.</summary>
    public int Conflicts { get; private set; }

    /// <summary>Runs that ended without an answer, because their worker was killed.</summary>
    public int Killed { get; private set; }

    /// <summary>A run that could not commit repeats one batch at the most.</summary>
    public long Allowed => (long)(Conflicts + Killed) * _scenario.LargestBatch;

    public async Task RoundAsync(params FunctionsHostStandIn[] copies)
    {
        foreach (SimulatedFeed feed in SimulatedFeed.All)
        {
            _scenario.Simulator.Log(feed).AddGenerated(_random.Next(MostNewEvents), TimeSpan.FromHours(1), LateShare);
        }

        Rounds++;
        _random.Shuffle(copies);
        _isSecondDue = false;
        _apart.Start(_random.Next(1, MostMomentsApart));
        Task<InvocationResult[]> first = FireAsync(copies[0]);
        await Eventually.TrueAsync(() => _isSecondDue || first.IsCompleted, "the second copy is due");
        InvocationResult[] second = copies.Length > 1 ? await FireAsync(copies[1]) : [];
        foreach (InvocationResult answer in (InvocationResult[])[.. await first, .. second])
        {
            Count(answer);
        }
    }

    /// <summary>Drains what is left with the host that was started last, and compares.</summary>
    public async Task<DeliveryReport> EndAsync(string what)
    {
        await _scenario.DrainAsync();
        DeliveryReport report = _scenario.AssertWhole(Allowed);
        Figures.Print($"two writers: seed {Seed.Value}: {what}: rounds {Rounds}, runs {Runs}, conflicts {Conflicts}, runs killed {Killed}, served {report.Served}, missing {report.Missing}, repeated {report.Repeated}, allowed {Allowed}");
        return report;
    }

    private Task<InvocationResult[]> FireAsync(FunctionsHostStandIn copy) => Task.WhenAll(EventFeed.All.Select(feed => _scenario.InvokeAsync(feed, copy)));

    private void Count(InvocationResult answer)
    {
        Runs++;
        if (answer is { Succeeded: false, ErrorType: null })
        {
            Killed++;
            return;
        }

        RecordedRun run = RecordedRun.Read(answer);
        Assert.True(run.Outcome is "CaughtUp" or "MaximumReached" or "Superseded", $"{run}");
        Conflicts += run.Outcome == "Superseded" ? 1 : 0;
    }
}
