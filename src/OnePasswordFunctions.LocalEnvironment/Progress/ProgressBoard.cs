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
    private readonly FeedProgress[] _feeds = [.. SimulatedFeed.All.Select(feed => new FeedProgress(feed, Held: null, Served: null, InHub: 0, PerSecond: 0, LastRun: null, Runs: 0))];
    private readonly RateMeter[] _rates = [.. SimulatedFeed.All.Select(_ => new RateMeter(timeProvider))];
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
            (problem, SimulatedFeed? feed) = RunReport.TryRead(entry.Text) is { } run && SimulatedFeed.Find(run.Feed) is { } known ? Take(run, known) : ProblemOf(entry);
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
            return [.. _feeds.Select(feed => Read(feed, report?.Feeds[feed.Feed.Index]))];
        }
    }

    /// <summary>Whether a run of every feed began after this moment and has ended.</summary>
    public bool EveryFeedRanSince(DateTimeOffset moment)
    {
        lock (_gate)
        {
            return Array.TrueForAll(_feeds, feed => feed.LastRun?.StartedAt > moment);
        }
    }

    private (string? Problem, SimulatedFeed? Feed) Take(RunReport run, SimulatedFeed feed)
    {
        FeedProgress before = _feeds[feed.Index];
        _feeds[feed.Index] = before with { LastRun = run, Runs = before.Runs + 1, InHub = before.InHub + run.Events };
        if (run is { Problem: null, Outcome: "CaughtUp" or "MaximumReached" })
        {
            _problems.Close(feed);
        }

        return (run.Problem is null ? null : $"{feed.DisplayName}: {run.Problem}", feed);
    }

    private (string? Problem, SimulatedFeed? Feed) ProblemOf(HostLogEntry entry)
    {
        SimulatedFeed? feed = SimulatedFeed.All.FirstOrDefault(feed => feed.Function == entry.FunctionName);

        // How the host reports a failed run; the run's own record has said it.
        bool isSaid = entry.Category == HostLogCategories.Results && feed is { } known && _problems.HasOpen(known);
        return (entry.Level < LogLevel.Warning || isSaid ? null : LogSentence.Of(entry.Text), feed);
    }

    private FeedProgress Read(FeedProgress feed, Delivery? delivery)
    {
        long inHub = delivery?.Published ?? feed.InHub;
        return feed with { Held = delivery?.Held, Served = delivery?.Served, InHub = inHub, PerSecond = _rates[feed.Feed.Index].Measure(inHub) };
    }
}
