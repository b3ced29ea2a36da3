using Azure;
using Azure.Data.Tables;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Cursors;

/// <summary>
/// Keeps each feed's state in one row of Azure Table Storage (PartitionKey the deployment's account name, RowKey the feed).
/// Every write is conditional: an insert, or an update that names the row's ETag.
/// </summary>
internal sealed class TableCursorStore(CursorStoreOptions options, CursorTables tables) : ICursorStore
{
    private const int MostRows = 1000;

    public async Task<FeedState?> ReadAsync(EventFeed feed, CancellationToken cancellationToken)
    {
        string intent = $"read the position of {feed}";
        try
        {
            Response<TableEntity> found = await tables.AttemptAsync(intent, IsMissing, token => GetAsync(feed, null, token), cancellationToken);
            return found.Value.RowKey == feed.Name ? FeedStateRow.Read(found.Value, CursorTables.GetETag(found.GetRawResponse())) : throw NotARow();
        }
        catch (RequestFailedException e)
        {
            if (TableFailures.IsTableMissing(e))
            {
                await tables.CreateAsync(tables.Positions, cancellationToken);
            }

            return null;
        }
        catch (Exception e) when (TableFailures.IsUnreadable(e))
        {
            // It is the row's fault only if the row is there, and still can not be read: whoever is told of damage may delete it.
            throw await IsReadableAsync(feed, ["RowKey"], intent, cancellationToken) && !await IsReadableAsync(feed, null, intent, cancellationToken)
                ? FeedStateRow.Damaged(e)
                : NotARow(e);
        }
    }

    public async Task<CommitResult> CommitAsync(EventFeed feed, FeedState state, CancellationToken cancellationToken)
    {
        string intent = $"store the position of {feed}";
        TableEntity row = FeedStateRow.Write(state, options.Partition, feed.Name);
        try
        {
            Response written = await tables.AttemptAsync(
                intent, answer => IsConflict(answer, state) || TableFailures.IsTableMissing(answer), token => WriteAsync(row, state.ETag, token), cancellationToken);
            return CommitResult.Committed(CursorTables.GetETag(written));
        }
        catch (RequestFailedException e) when (IsConflict(e, state))
        {
            return await ResolveConflictAsync(feed, state, e, cancellationToken);
        }
        catch (RequestFailedException e)
        {
            await tables.CreateAsync(tables.Positions, cancellationToken);
            throw tables.Failure(e, $"{intent}: the table was missing and has been created", isTransient: true);
        }
    }

    public Task RecordDeadLetterAsync(EventFeed feed, DeadLetter deadLetter, CancellationToken cancellationToken) => tables.UpsertAsync(
        tables.DeadLetters, DeadLetterRow.Write(deadLetter, TableKey.ForFeed(options.Partition, feed)), $"record a dead letter of {feed}", cancellationToken);

    public async Task<IReadOnlyList<DeadLetter>> ReadDeadLettersAsync(EventFeed feed, CancellationToken cancellationToken)
    {
        try
        {
            return await tables.AttemptAsync($"read the dead letters of {feed}", TableFailures.IsTableMissing, token => ListDeadLettersAsync(feed, token), cancellationToken);
        }
        catch (RequestFailedException)
        {
            return [];
        }
    }

    /// <summary>A 404 that does not say what is missing is not the table's own: to believe it would begin the feed anew.</summary>
    private static bool IsMissing(RequestFailedException answer) => TableFailures.IsRowMissing(answer) || TableFailures.IsTableMissing(answer);

    private static bool IsConflict(RequestFailedException answer, FeedState state) =>
        answer.Status == 412
        || TableFailures.GetCode(answer) == TableFailures.EntityAlreadyExists
        || (answer.Status == 404 && state.ETag is not null);

    /// <summary>Must not sound like damage: whoever deletes the row for it loses the position.</summary>
    private static IngestionException NotARow(Exception? cause = null) => new(IngestionTarget.CursorStore, IngestionFailure.StateUnavailable,
        $"The answer of Table Storage is not the feed's row; the row itself is unharmed.{TableFailures.NotItself}", cause)
    {
        IsTransient = true,
    };

    private Task<Response<TableEntity>> GetAsync(EventFeed feed, string[]? columns, CancellationToken cancellationToken) =>
        tables.Positions.GetEntityAsync<TableEntity>(options.Partition, feed.Name, columns, cancellationToken);

    private async Task<bool> IsReadableAsync(EventFeed feed, string[]? columns, string intent, CancellationToken cancellationToken)
    {
        try
        {
            Response<TableEntity> row = await tables.AttemptAsync(intent, token => GetAsync(feed, columns, token), cancellationToken);
            return row.Value.RowKey == feed.Name;
        }
        catch (Exception e) when (TableFailures.IsUnreadable(e))
        {
            return false;
        }
    }

    private async Task<IReadOnlyList<DeadLetter>> ListDeadLettersAsync(EventFeed feed, CancellationToken cancellationToken)
    {
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {TableKey.ForFeed(options.Partition, feed)}");
        var letters = new List<DeadLetter>();
        await foreach (TableEntity row in tables.DeadLetters.QueryAsync<TableEntity>(filter, MostRows, cancellationToken: cancellationToken))
        {
            try
            {
                letters.Add(DeadLetterRow.Read(new TableRow(row)));
            }
            catch (Exception e) when (e is FormatException or OverflowException)
            {
                // Somebody else's row.
            }
        }

        return letters;
    }

    private Task<Response> WriteAsync(TableEntity row, string? etag, CancellationToken cancellationToken) => etag is null
        ? tables.Positions.AddEntityAsync(row, cancellationToken)
        : tables.Positions.UpdateEntityAsync(row, new ETag(etag), TableUpdateMode.Replace, cancellationToken);

    /// <summary>
    /// The row is not as expected. When it already holds this run's commit, an earlier attempt was applied and only its
    /// response was lost; when it is still the version that the run knows (or still absent), nobody wrote it, and the conflict was not the table's
    /// own answer; otherwise another writer was there.
    /// </summary>
    private async Task<CommitResult> ResolveConflictAsync(EventFeed feed, FeedState state, RequestFailedException conflict, CancellationToken cancellationToken)
    {
        FeedState? current = await ReadAsync(feed, cancellationToken);
        if (current is { ETag: { } etag } && current.RunId == state.RunId && current.CommitCount == state.CommitCount)
        {
            return CommitResult.Committed(etag);
        }

        return current?.ETag != state.ETag
            ? CommitResult.Superseded
            : throw tables.Failure(conflict, $"store the position of {feed}, although the row is unchanged", isTransient: true);
    }
}
