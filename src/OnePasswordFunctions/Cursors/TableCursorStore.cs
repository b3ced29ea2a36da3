using System.Buffers;
using System.Collections.Concurrent;
using Azure;
using OnePasswordFunctions.AzureRest;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Cursors;

/// <summary>
/// Keeps each feed's state in one row of Azure Table Storage (PartitionKey the deployment's account name, RowKey the feed) over
/// the Table REST API. Every write is conditional: an insert, or an update that names the row's ETag.
/// </summary>
internal sealed class TableCursorStore(CursorStoreOptions options, TableClient tables) : ICursorStore
{
    private readonly ConcurrentBag<ArrayBufferWriter<byte>> _buffers = [];

    public async Task<FeedState?> ReadAsync(EventFeed feed, CancellationToken cancellationToken)
    {
        using Response response = await tables.SendAsync(TableRequest.Get(options.TableName, options.Partition, feed.Name), cancellationToken);
        switch (response.Status)
        {
            case 200:
                return FeedStateRow.Read(response.Content.ToMemory().Span, TableClient.GetETag(response));
            case 404 when AzureError.GetCode(response) == "TableNotFound":
                await tables.CreateTableAsync(options.TableName, cancellationToken);
                return null;
            case 404 when AzureError.GetCode(response) is "ResourceNotFound" or "EntityNotFound":
                return null;
            default:
                // A 404 that does not say what is missing is not the table's own: to believe it would begin the feed anew.
                throw tables.Failure(response, $"read the position of {feed}", isTransient: response.Status == 404 ? true : null);
        }
    }

    public async Task<CommitResult> CommitAsync(EventFeed feed, FeedState state, CancellationToken cancellationToken)
    {
        // A run commits after every batch; the row's buffer is too large to be made anew each time.
        ArrayBufferWriter<byte> buffer = _buffers.TryTake(out ArrayBufferWriter<byte>? used) ? used : new ArrayBufferWriter<byte>(64 * 1024);
        try
        {
            FeedStateRow.Write(state, options.Partition, feed.Name, buffer);
            return await CommitAsync(feed, state, buffer.WrittenMemory, cancellationToken);
        }
        finally
        {
            buffer.ResetWrittenCount();
            _buffers.Add(buffer);
        }
    }

    private async Task<CommitResult> CommitAsync(EventFeed feed, FeedState state, ReadOnlyMemory<byte> row, CancellationToken cancellationToken)
    {
        TableRequest request = state.ETag is { } etag
            ? TableRequest.Update(options.TableName, options.Partition, feed.Name, etag, row)
            : TableRequest.Insert(options.TableName, row);
        using Response response = await tables.SendAsync(request, cancellationToken);
        switch (response.Status)
        {
            case 201 or 204:
                return CommitResult.Committed(TableClient.GetETag(response));
            case 409 when AzureError.GetCode(response) == "EntityAlreadyExists":
            case 412:
            case 404 when state.ETag is not null:
                return await ResolveConflictAsync(feed, state, response, cancellationToken);
            case 404 when AzureError.GetCode(response) == "TableNotFound":
                await tables.CreateTableAsync(options.TableName, cancellationToken);
                throw tables.Failure(response, $"store the position of {feed}: the table was missing and has been created", isTransient: true);
            default:
                throw tables.Failure(response, $"store the position of {feed}", isTransient: response.Status == 404 ? true : null);
        }
    }

    public Task RecordDeadLetterAsync(EventFeed feed, DeadLetter deadLetter, CancellationToken cancellationToken) =>
        tables.UpsertAsync(
            options.TableName + CursorStoreOptions.DeadLettersSuffix,
            TableKey.ForFeed(options.Partition, feed),
            TableKey.Encode(deadLetter.EventId),
            DeadLetterRow.Write(deadLetter),
            $"record a dead letter of {feed}",
            cancellationToken);

    /// <summary>
    /// The row is not as expected. When it already holds this run's commit, an earlier attempt was applied and only its
    /// response was lost; when it is still the version that the run knows, nobody wrote it, and the conflict was not the table's
    /// own answer; otherwise another writer was there.
    /// </summary>
    private async Task<CommitResult> ResolveConflictAsync(EventFeed feed, FeedState state, Response conflict, CancellationToken cancellationToken)
    {
        FeedState? current = await ReadAsync(feed, cancellationToken);
        if (current is { ETag: { } etag } && current.RunId == state.RunId && current.CommitCount == state.CommitCount)
        {
            return CommitResult.Committed(etag);
        }

        return current is null || current.ETag != state.ETag
            ? CommitResult.Superseded
            : throw tables.Failure(conflict, $"store the position of {feed}, although the row is unchanged", isTransient: true);
    }
}
