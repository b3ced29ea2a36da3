namespace OnePasswordFunctions.Ingestion;

/// <summary>What a run counts while it goes. Belongs to one run; page fetches ahead write only the members named for it.</summary>
internal sealed class RunTally
{
    private readonly int[] _throttledBy = new int[3];
    private int _requests;
    private int _retries;
    private long _fetchTicks;
    private long _retryPauseTicks;
    private long _throttlePauseTicks;

    /// <summary>Events that the hub accepted.</summary>
    public int Events { get; set; }

    /// <summary>Batches that the hub accepted.</summary>
    public int Batches { get; set; }

    /// <summary>Pages that were read.</summary>
    public int Pages { get; set; }

    /// <summary>Bytes of the events' JSON that the hub accepted.</summary>
    public long Bytes { get; set; }

    /// <summary>Events left out because the hub already has them: the front of a cut page, and what a recovery met again.</summary>
    public int RepeatsAvoided { get; set; }

    /// <summary>Events that no batch can hold and that the position has passed; none of them was counted by an earlier run.</summary>
    public int DeadLetters { get; set; }

    /// <summary>Published events without a uuid that can be a message property.</summary>
    public int EventsWithoutUuid { get; set; }

    /// <summary>Published events without a timestamp that can be a message property.</summary>
    public int EventsWithoutTimestamp { get; set; }

    /// <summary>Positions stored.</summary>
    public int Commits { get; set; }

    /// <summary>Cursors that were rejected and replaced.</summary>
    public int CursorRecoveries { get; set; }

    /// <summary>Whether events wait that this run knows of: in the page in hand, or because the API said so.</summary>
    public bool HasMore { get; set; }

    /// <summary>When the API last answered with a page; null without one.</summary>
    public DateTimeOffset? LastAnswerTime { get; set; }

    /// <summary>Earliest timestamp of a published event.</summary>
    public DateTimeOffset? FirstEventTime { get; set; }

    /// <summary>Latest timestamp of a published event.</summary>
    public DateTimeOffset? LastEventTime { get; set; }

    /// <summary>The longest time between an event and its first sight.</summary>
    public TimeSpan? OldestLateness { get; set; }

    /// <summary>Time spent publishing.</summary>
    public TimeSpan PublishTime { get; set; }

    /// <summary>Time spent reading and storing positions.</summary>
    public TimeSpan CommitTime { get; set; }

    /// <summary>Time spent reading pages, also while publishing.</summary>
    public TimeSpan FetchTime => new(Interlocked.Read(ref _fetchTicks));

    /// <summary>Requests to the Events API.</summary>
    public int Requests => _requests;

    /// <summary>Attempts that were repeated, towards any side.</summary>
    public int Retries => _retries;

    /// <summary>Answers that asked to slow down, from any side.</summary>
    public int Throttles => _throttledBy.Sum();

    /// <summary>Time spent waiting before another attempt after a fault.</summary>
    public TimeSpan RetryPause => new(Interlocked.Read(ref _retryPauseTicks));

    /// <summary>Time spent waiting because a side asked to slow down. Counts in the time of fetching, publishing or committing too.</summary>
    public TimeSpan ThrottlePause => new(Interlocked.Read(ref _throttlePauseTicks));

    /// <summary>The sides that asked to slow down.</summary>
    public IEnumerable<IngestionTarget> ThrottledBy => Enum.GetValues<IngestionTarget>().Where(target => _throttledBy[(int)target] > 0);

    /// <summary>Takes an event's time into account.</summary>
    public void Witness(DateTimeOffset timestamp, DateTimeOffset seen)
    {
        if (FirstEventTime is not { } first || timestamp < first)
        {
            FirstEventTime = timestamp;
        }

        if (LastEventTime is not { } last || timestamp > last)
        {
            LastEventTime = timestamp;
        }

        if (OldestLateness is not { } oldest || seen - timestamp > oldest)
        {
            OldestLateness = seen - timestamp;
        }
    }

    public void CountRequest() => Interlocked.Increment(ref _requests);

    public void CountRetry() => Interlocked.Increment(ref _retries);

    public void CountThrottle(IngestionTarget target) => Interlocked.Increment(ref _throttledBy[(int)target]);

    public void AddPause(bool isThrottle, TimeSpan pause) => Interlocked.Add(ref isThrottle ? ref _throttlePauseTicks : ref _retryPauseTicks, pause.Ticks);

    public void AddFetchTime(TimeSpan time) => Interlocked.Add(ref _fetchTicks, time.Ticks);
}
