using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.Proof;

namespace OnePasswordFunctions.LocalEnvironment.Progress;

/// <summary>Puts together what the simulator, the hub and the worker's run records say.</summary>
/// <param name="compare">Compares the simulator with the hub stand-in; null when one of the two is a real service.</param>
/// <param name="timeProvider">The clock for the rates.</param>
internal sealed class ProgressBoard(Func<DeliveryReport>? compare, TimeProvider timeProvider)
{
    private const int ProblemsKept = 5;

    private readonly Lock _gate = new();
    private readonly Dictionary<SimulatedFeed, RunReport> _lastRuns = [];
    private readonly Dictionary<SimulatedFeed, int> _runs = [];
    private readonly Dictionary<SimulatedFeed, long> _published = [];
    private readonly Dictionary<SimulatedFeed, RateMeter> _rates = SimulatedFeeds.All.ToDictionary(feed => feed, _ => new RateMeter(timeProvider));
    private readonly Queue<string> _problems = new();

    /// <summary>Raised for each warning and error, and for nothing else.</summary>
    public event Action<string>? ProblemNoted;

    /// <summary>The newest warnings and errors, oldest first.</summary>
    public ImmutableArray<string> Problems
    {
        get
        {
            lock (_gate)
            {
                return [.. _problems];
            }
        }
    }

    /// <summary>Takes in a line of the host's log.</summary>
    public void Note(HostLogEntry entry)
    {
        if (RunReport.TryRead(entry.Text) is { } run)
        {
            lock (_gate)
            {
                _lastRuns[run.Feed] = run;
                _runs[run.Feed] = _runs.GetValueOrDefault(run.Feed) + 1;
                _published[run.Feed] = _published.GetValueOrDefault(run.Feed) + run.Events;
            }

            return;
        }

        if (entry.Level >= LogLevel.Warning)
        {
            lock (_gate)
            {
                _problems.Enqueue(entry.Text);
                if (_problems.Count > ProblemsKept)
                {
                    _problems.Dequeue();
                }
            }

            ProblemNoted?.Invoke(entry.Text);
        }
    }

    /// <summary>The feeds as they stand now.</summary>
    public ImmutableArray<FeedProgress> Read()
    {
        DeliveryReport? report = compare?.Invoke();
        lock (_gate)
        {
            return [.. SimulatedFeeds.All.Select(feed => Read(feed, report?.Feeds[(int)feed]))];
        }
    }

    /// <summary>Whether a run of every feed began after this moment and has ended.</summary>
    public bool EveryFeedRanSince(DateTimeOffset moment)
    {
        lock (_gate)
        {
            return SimulatedFeeds.All.All(feed => _lastRuns.TryGetValue(feed, out RunReport? run) && run.StartedAt > moment);
        }
    }

    private FeedProgress Read(SimulatedFeed feed, FeedDelivery? delivery)
    {
        long inHub = delivery?.Published ?? _published.GetValueOrDefault(feed);
        return new FeedProgress(feed, delivery?.Held, delivery?.Served, inHub, _rates[feed].Measure(inHub), _lastRuns.GetValueOrDefault(feed), _runs.GetValueOrDefault(feed));
    }
}
