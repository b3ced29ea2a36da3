using Azure.Data.Tables;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.Fakes;

/// <summary>
/// A cursor table in memory. Rows are kept as the columns that Table Storage would hold, every write changes the ETag, and a write
/// with an old one is refused unless the row already holds that very commit.
/// </summary>
internal sealed class InMemoryCursorStore : ICursorStore
{
    private readonly Table _table;

    public InMemoryCursorStore()
        : this(new Table())
    {
    }

    private InMemoryCursorStore(Table table) => _table = table;

    /// <summary>Faults of the calls.</summary>
    public SeamScript Script { get; } = new();

    /// <summary>Called after each write through this store that was applied.</summary>
    public Action<FeedState>? OnWritten { get; set; }

    /// <summary>Writes that were applied.</summary>
    public int Writes => _table.Version;

    /// <summary>Dead letters by event id.</summary>
    public Dictionary<string, DeadLetter> DeadLetters => _table.DeadLetters;

    /// <summary>The same table, as another process reaches it: with faults of its own.</summary>
    public InMemoryCursorStore ForAnotherProcess() => new(_table);

    public Task<FeedState?> ReadAsync(EventFeed feed, CancellationToken cancellationToken) =>
        Script.RunAsync("read", () => Peek(feed), cancellationToken);

    public Task<CommitResult> CommitAsync(EventFeed feed, FeedState state, CancellationToken cancellationToken) =>
        Script.RunAsync("commit", () => Commit(feed, state), cancellationToken);

    public Task RecordDeadLetterAsync(EventFeed feed, DeadLetter deadLetter, CancellationToken cancellationToken) =>
        Script.RunAsync("dead letter", () => DeadLetters[deadLetter.EventId] = deadLetter, cancellationToken);

    public Task<IReadOnlyList<DeadLetter>> ReadDeadLettersAsync(EventFeed feed, CancellationToken cancellationToken) =>
        Script.RunAsync("dead letters", () => (IReadOnlyList<DeadLetter>)[.. DeadLetters.Values], cancellationToken);

    /// <summary>The row as a reader would get it, outside any script.</summary>
    public FeedState? Peek(EventFeed feed) =>
        _table.Rows.TryGetValue(feed, out (TableEntity Row, string ETag) found) ? FeedStateRow.Read(found.Row, found.ETag) : null;

    /// <summary>Writes as another program would, whatever is there.</summary>
    public void Put(EventFeed feed, FeedState state) => Write(feed, state);

    /// <summary>Deletes as an operator would.</summary>
    public void Delete(EventFeed feed) => _table.Rows.Remove(feed);

    private CommitResult Commit(EventFeed feed, FeedState state)
    {
        string? current = _table.Rows.TryGetValue(feed, out (TableEntity Row, string ETag) found) ? found.ETag : null;
        if (current == state.ETag)
        {
            return CommitResult.Committed(Write(feed, state));
        }

        FeedState? there = Peek(feed);
        return there is { ETag: { } etag } && there.RunId == state.RunId && there.CommitCount == state.CommitCount
            ? CommitResult.Committed(etag)
            : CommitResult.Superseded;
    }

    private string Write(EventFeed feed, FeedState state)
    {
        string etag = $"W/\"{++_table.Version}\"";
        _table.Rows[feed] = (FeedStateRow.Write(state, "default", feed.Name), etag);
        OnWritten?.Invoke(state with { ETag = etag });
        return etag;
    }

    private sealed class Table
    {
        public Dictionary<EventFeed, (TableEntity Row, string ETag)> Rows { get; } = [];

        public Dictionary<string, DeadLetter> DeadLetters { get; } = [];

        public int Version { get; set; }
    }
}
