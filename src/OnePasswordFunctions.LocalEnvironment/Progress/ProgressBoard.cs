using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.Proof;

namespace OnePasswordFunctions.LocalEnvironment.Progress;

/// <summary>Puts together what the simulator, the hub and the worker's run records say.</summary>
/// <param name="compare">Compares the simulator with the hub stand-in; null when one of the two is a real service.</param>
internal sealed class ProgressBoard(Func<DeliveryReport>? compare, TimeProvider timeProvider)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SimulatedFeed, (RunReport Last, int Count, long Published)> _runs = [];
    private readonly Dictionary<SimulatedFeed, RateMeter> _rates = SimulatedFeed.All.ToDictionary(feed => feed, _ => new RateMeter(timeProvider));
    private readonly ProblemList _problems = new();

    /// <summary>Raised with a sentence for each new warning and error, and for nothing else.</summary>
    public event Action<string>? ProblemNoted;

    /// <summary>The newest warnings and errors, oldest first.</summary>
    public ImmutableArray<string> Problems { get; private set; } = [];

    /// <summary>Takes in a line of the host's log.</summary>
    public void Note(HostLogEntry entry)
    {
        string? problem;
        bool isNew;
        lock (_gate)
        {
            (problem, SimulatedFeed? feed) = RunReport.TryRead(entry.Text) is { } run ? Take(run) : ProblemOf(entry);
            isNew = problem is not null && _problems.Add(problem, feed);
            Problems = _problems.Sentences;
        }

        if (isNew)
        {
            ProblemNoted?.Invoke(problem!);
        }
    }

    /// <summary>The feeds as they stand now.</summary>
    public ImmutableArray<FeedProgress> Read()
    {
        DeliveryReport? report = compare?.Invoke();
        lock (_gate)
        {
            return [.. SimulatedFeed.All.Select(feed => Read(feed, report?.Feeds[feed.Index]))];
        }
    }

    /// <summary>Whether a run of every feed began after this moment and has ended.</summary>
    public bool EveryFeedRanSince(DateTimeOffset moment)
    {
        lock (_gate)
        {
            return SimulatedFeed.All.All(feed => _runs.TryGetValue(feed, out (RunReport Last, int Count, long Published) runs) && runs.Last.StartedAt > moment);
        }
    }

    private (string? Problem, SimulatedFeed? Feed) Take(RunReport run)
    {
        (_, int count, long published) = _runs.GetValueOrDefault(run.Feed);
        _runs[run.Feed] = (run, count + 1, published + run.Events);
        if (run is { Error: null, Outcome: "CaughtUp" or "MaximumReached" })
        {
            _problems.Close(run.Feed);
        }

        return (run.Error is null ? null : $"{run.Feed.DisplayName}: {run.Error}", run.Feed);
    }

    private (string? Problem, SimulatedFeed? Feed) ProblemOf(HostLogEntry entry)
    {
        SimulatedFeed? feed = SimulatedFeed.All.FirstOrDefault(feed => feed.Function == entry.FunctionName);

        // How the host reports a failed run; the run's own record has said it.
        bool isSaid = entry.Category == HostLogCategories.Results && feed is { } known && _problems.HasOpen(known);
        return (entry.Level < LogLevel.Warning || isSaid ? null : LogSentence.Of(entry.Text), feed);
    }

    private FeedProgress Read(SimulatedFeed feed, Delivery? delivery)
    {
        (RunReport? last, int count, long published) = _runs.GetValueOrDefault(feed);
        long inHub = delivery?.Published ?? published;
        return new FeedProgress(feed, delivery?.Held, delivery?.Served, inHub, _rates[feed].Measure(inHub), last, count);
    }
}
