using System.Globalization;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.IntegrationTests.Soak;

/// <summary>
/// Faults that pass, on all three sides, the whole time: a seed decides which request of a side meets which. Counted in
/// requests rather than in time, so that a slow machine meets as many.
/// </summary>
internal sealed class SoakFaults
{
    private const int PlannedPerSide = 300;
    private const int EarliestRejection = 20;
    private const int LatestRejection = 120;
    private const string LostBatch = "lose-response";

    // Rarer than the others, because the worker then waits for seconds rather than for half of one.
    private const string Throttle = "status=429,retry-after=1";
    private const string Busy = "busy";
    private const int OtherFaultsPerThrottle = 25;

    // Half of them break off a page's body, because that is where a buffer could stay behind.
    private static readonly string[] OfTheApi =
    [
        "status=500", "status=502,body=html", "status=503", "reset-before", "reset-after", "slow-body,delay=200ms", "latency,delay=200ms",
        "reset-mid-body", "reset-mid-body", "truncated-json", "truncated-json", "truncated-json", "truncated-length", "truncated-length",
    ];

    private static readonly string[] OfTheHub =
        ["internal-error", "timeout", "released", "reset-before", LostBatch, LostBatch, "detach", "close", "stall,delay=200ms"];

    // All feeds share the connection, and each has at most one batch on it.
    private static readonly string[] EndTheConnection = ["reset-before", LostBatch, "detach", "close"];

    private static readonly string[] OfTheTable =
        ["status=500", "status=503", "reset-before", "reset-after", "write:lose-response", "read:truncated-length", "stall,delay=200ms"];

    private readonly List<(string Name, ActiveFault Fault)> _faults = [];

    public SoakFaults(IngestionScenario scenario, Random random)
    {
        Plan(random, "api", OfTheApi, Throttle, 6, scenario.Simulator.AddFault);
        Plan(random, "hub", OfTheHub, Busy, 16, scenario.Hub.AddFault);
        Plan(random, "table", OfTheTable, Throttle, 24, scenario.Table.AddFault);
        foreach (SimulatedFeed feed in SimulatedFeed.All)
        {
            // One to a feed: until it has caught up, another could repeat what the first one's hashes have no room for.
            string fault = string.Create(CultureInfo.InvariantCulture, $"{feed.Name}:cursor-expired,count=1,after={random.Next(EarliestRejection, LatestRejection)}");
            _faults.Add(("api cursor-expired", scenario.Simulator.AddFault(fault)));
        }
    }

    /// <summary>How many requests were struck.</summary>
    public int Struck => _faults.Count(one => one.Fault.Struck > 0);

    /// <summary>How many batches the hub may have accepted at most without the worker learning of it.</summary>
    public int MostLostOutcomes => EndTheConnection.Sum(kind => CountOf("hub " + kind)) * SimulatedFeed.All.Length;

    /// <summary>How many requests met each kind, for people.</summary>
    public string Describe() => string.Join(", ", _faults.Where(one => one.Fault.Struck > 0).CountBy(one => one.Name)
        .OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Key} {kind.Value}")));

    public int CountOf(string name) => _faults.Count(one => one.Name == name && one.Fault.Struck > 0);

    private void Plan(Random random, string side, string[] kinds, string throttle, int mostRequestsBetween, Func<string, ActiveFault> add)
    {
        int after = 0;
        for (int i = 0; i < PlannedPerSide; i++)
        {
            string kind = random.Next(OtherFaultsPerThrottle + 1) == 0 ? throttle : kinds[random.Next(kinds.Length)];
            after += random.Next(1, mostRequestsBetween);
            _faults.Add(($"{side} {kind}", add(string.Create(CultureInfo.InvariantCulture, $"{kind},count=1,after={after}"))));
        }
    }
}
