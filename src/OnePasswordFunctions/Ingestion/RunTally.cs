namespace OnePasswordFunctions.Ingestion;

/// <summary>What a run counts while it goes. Belongs to one run; page fetches ahead write only the members named for it.</summary>
internal sealed class RunTally
{
    private int _requests;
    private int _retries;
    private int _throttles;
    private long _fetchTicks;

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

    /// <summary>Events that no batch can hold.</summary>
    public int DeadLetters { get; set; }

    /// <summary>Published events without a uuid that can be a message property.</summary>
    public int EventsWithoutUuid { get; set; }

    /// <summary>Published events without a timestamp that can be a message property.</summary>
    public int EventsWithoutTimestamp { get; set; }

    /// <summary>Positions stored.</summary>
    public int Commits { get; set; }

    /// <summary>Cursors that were rejected and replaced.</summary>
    public int CursorRecoveries { get; set; }

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
    public int Throttles => _throttles;

    /// <summary>Takes an event's time into account.</summary>
    public void Witness(DateTimeOffset timestamp, DateTimeOffset seen)
    {
        if (FirstEventTime is not { } first || timestamp < first)
        {
            FirstEventTime = timestamp;
            OldestLateness = seen - timestamp;
        }

        if (LastEventTime is not { } last || timestamp > last)
        {
            LastEventTime = timestamp;
        }
    }

    public void CountRequest() => Interlocked.Increment(ref _requests);

    public void CountRetry() => Interlocked.Increment(ref _retries);

    public void CountThrottle() => Interlocked.Increment(ref _throttles);

    public void AddFetchTime(TimeSpan time) => Interlocked.Add(ref _fetchTicks, time.Ticks);
}
