using System.Collections.Concurrent;
using OnePasswordFunctions.EventHubs;

namespace OnePasswordFunctions.Ingestion;

/// <summary>
/// Knows whether a feed's last run ended in order, and if it may not have, looks up in the hub what that run published and did not come
/// to store. A run of another process counts as one that may not have: it can have ended before its first commit, and then the row says nothing.
/// </summary>
internal sealed partial class ReadBack(IHubReader hub, TimeProvider time, ILogger<ReadBack> logger)
{
    /// <summary>What a look may cost; without an answer the run goes on as if nothing had been found.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>How far the clocks of the hub and of this app may be apart.</summary>
    private static readonly TimeSpan ClockMargin = TimeSpan.FromMinutes(1);

    private const int MostMessages = 200_000;

    // The version of the feed's row with which the last run of this process ended in order.
    private readonly ConcurrentDictionary<EventFeed, string> _left = new();
    private int _isFirstFailure = 1;

    /// <summary>Whether the row with this version was left by a run that may have published more than the row says.</summary>
    public bool IsNeeded(EventFeed feed, string? etag) => !_left.TryGetValue(feed, out string? left) || left != etag;

    /// <summary>Notes how a run ended.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="etag">The version of the row; null when the run may have published more than it stored.</param>
    public void NoteEnd(EventFeed feed, string? etag)
    {
        if (etag is null)
        {
            _left.TryRemove(feed, out _);
        }
        else
        {
            _left[feed] = etag;
        }
    }

    /// <summary>
    /// The events of the stream that the hub has and the row does not count: the hash of each one's id with its numbers, the lowest first;
    /// an event that the API serves twice has two. None when the hub could not be read; that is no reason to hold the feed up.
    /// </summary>
    /// <param name="run">The run that asks.</param>
    /// <param name="stream">Where the row says that the stream stands.</param>
    /// <param name="since">When the row was last written.</param>
    /// <exception cref="OperationCanceledException">The run is over.</exception>
    public async Task<Dictionary<ulong, Queue<long>>> FindAsync(RunScope run, StreamPosition stream, DateTimeOffset since)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var look = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, run.Budget.Reading.Token);
        try
        {
            ICollection<(ulong IdHash, long Number)> found = await FindAsync(run.Feed, stream, since - ClockMargin, limit, look.Token);
            if (found.Count > 0)
            {
                LogFound(run.Feed, found.Count);
            }

            return found.GroupBy(sent => sent.IdHash, sent => sent.Number).ToDictionary(sent => sent.Key, sent => new Queue<long>(sent.Order()));
        }
        catch (Exception e) when (e is IngestionException || (e is OperationCanceledException && !run.Budget.Reading.IsCancellationRequested))
        {
            if (Interlocked.Exchange(ref _isFirstFailure, 0) == 1)
            {
                LogNotFound(run.Feed, e is IngestionException ? e.Message : $"The hub could not be read within {Limit.TotalSeconds:0} s and {MostMessages} messages.");
            }

            return [];
        }
    }

    private async Task<ICollection<(ulong IdHash, long Number)>> FindAsync(
        EventFeed feed, StreamPosition stream, DateTimeOffset since, CancellationTokenSource limit, CancellationToken cancellationToken)
    {
        // Each once, however often a batch was sent.
        var found = new ConcurrentDictionary<(ulong IdHash, long Number), bool>();
        int messages = 0;
        IReadOnlyList<PartitionBounds> partitions = await hub.ReadBoundsAsync(feed, withAge: false, cancellationToken);
        await Task.WhenAll(partitions.Where(partition => partition.HasSince(since)).Select(partition => hub.ReadAsync(feed, partition, since, -1, message =>
        {
            if (message is { Id: { } id, Number: { } number } && number > stream.LastSequence && message.Stream == stream.StreamId)
            {
                found[(EventsApi.EventIdentity.Hash(id), number)] = true;
            }

            if (Interlocked.Increment(ref messages) == MostMessages)
            {
                limit.Cancel();
            }
        }, cancellationToken)));
        cancellationToken.ThrowIfCancellationRequested();
        return found.Keys;
    }

    [LoggerMessage(106, LogLevel.Information, "{Feed}: the hub has {Events} events that the last run published and did not come to store; they are not sent again.")]
    private partial void LogFound(EventFeed feed, int events);

    [LoggerMessage(107, LogLevel.Warning, "{Feed}: after an end that may not have been in order, the hub could not be asked what it has; a batch may be published twice. The feed goes on; this is said once per process. {Reason}")]
    private partial void LogNotFound(EventFeed feed, string reason);
}
