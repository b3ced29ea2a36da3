using Azure;
using Azure.Data.Tables;
using OnePasswordFunctions.Cursors;

namespace OnePasswordFunctions.Diagnostics.Connection;

/// <summary>
/// Whether positions can be kept: Table Storage answers, the table is there, and a row can be inserted and conditionally updated.
/// The row that it tries this with has a key that no feed has, and is deleted again.
/// </summary>
internal sealed class TableChecks(CursorStoreOptions options, CursorTables tables, CheckRunner runner)
{
    private const string WriteIntent = "write a row";

    public async Task<IReadOnlyList<ConnectionCheck>> RunAsync(CancellationToken cancellationToken)
    {
        string rowKey = $"connection-test-{Guid.NewGuid():N}";
        bool isMissing = false;
        ConnectionCheck storage = await runner.RunAsync(CheckNames.TableStorage, async token =>
        {
            isMissing = await IsTableMissingAsync(rowKey, token);
            return CheckFinding.Ok($"{tables.Host} answers and accepts the credentials ({options.Access}).");
        }, cancellationToken);
        if (storage.Finding.Outcome == CheckOutcome.Failed)
        {
            return [storage, Behind(CheckNames.CursorTable, storage), Behind(CheckNames.CursorWrite, storage)];
        }

        ConnectionCheck table = await runner.RunAsync(CheckNames.CursorTable, token => CheckTableAsync(isMissing, token), cancellationToken);
        ConnectionCheck write = table.Finding.Outcome == CheckOutcome.Failed
            ? Behind(CheckNames.CursorWrite, table)
            : await runner.RunAsync(CheckNames.CursorWrite, token => CheckWriteAsync(rowKey, token), cancellationToken);
        return [storage, table, write];
    }

    private static ConnectionCheck Behind(string name, ConnectionCheck failed) => ConnectionCheck.Skipped(name, $"Not tried, because {failed.Name} failed.");

    /// <summary>Asks for a row that is not there; only the service itself can say so.</summary>
    private async Task<bool> IsTableMissingAsync(string rowKey, CancellationToken cancellationToken)
    {
        try
        {
            await tables.AttemptAsync(
                "serve a request", answer => TableFailures.IsTableMissing(answer) || TableFailures.IsRowMissing(answer),
                token => tables.Positions.GetEntityAsync<TableEntity>(options.Partition, rowKey, ["RowKey"], token), cancellationToken);
            return false;
        }
        catch (RequestFailedException e)
        {
            return TableFailures.IsTableMissing(e);
        }
    }

    private async Task<CheckFinding> CheckTableAsync(bool isMissing, CancellationToken cancellationToken)
    {
        if (!isMissing)
        {
            return CheckFinding.Ok($"The table {options.TableName} is there.");
        }

        await tables.CreateAsync(tables.Positions, cancellationToken);
        return CheckFinding.Ok($"The table {options.TableName} was missing and has been created.");
    }

    private async Task<CheckFinding> CheckWriteAsync(string rowKey, CancellationToken cancellationToken)
    {
        var row = new TableEntity(options.Partition, rowKey) { ["Purpose"] = "connection test; may be deleted" };
        Response added = await tables.AttemptAsync(WriteIntent, token => tables.Positions.AddEntityAsync(row, token), cancellationToken);
        var first = new ETag(CursorTables.GetETag(added));
        CursorTables.GetETag(await tables.AttemptAsync(WriteIntent, token => UpdateAsync(row, first, token), cancellationToken));

        // The row has a new version now, so that an update of the first one must be refused: the ingester relies on it.
        int stale = await StatusOfUpdateAsync(row, first, cancellationToken);
        await tables.AttemptAsync($"delete the row {rowKey} of the connection test", token => DeleteAsync(rowKey, token), cancellationToken);
        return stale == 412
            ? CheckFinding.Ok("A row was inserted, updated under its ETag, protected from a stale update, and deleted.")
            : CheckFinding.Failed($"An update with an old ETag was answered with {stale} instead of 412.",
                "This store does not keep two runs from overwriting each other. Use Azure Table Storage or Azurite.");
    }

    private async Task<int> StatusOfUpdateAsync(TableEntity row, ETag etag, CancellationToken cancellationToken)
    {
        try
        {
            return (await tables.AttemptAsync(WriteIntent, static _ => true, token => UpdateAsync(row, etag, token), cancellationToken)).Status;
        }
        catch (RequestFailedException e)
        {
            return e.Status;
        }
    }

    private Task<Response> UpdateAsync(TableEntity row, ETag etag, CancellationToken cancellationToken) =>
        tables.Positions.UpdateEntityAsync(row, etag, TableUpdateMode.Replace, cancellationToken);

    /// <summary>The SDK takes a 404 for done; here it means that the row was not where it had just been written.</summary>
    private async Task<int> DeleteAsync(string rowKey, CancellationToken cancellationToken)
    {
        Response deleted = await tables.Positions.DeleteEntityAsync(options.Partition, rowKey, ETag.All, cancellationToken);
        return deleted.Status == 204 ? deleted.Status : throw new RequestFailedException(deleted);
    }
}
