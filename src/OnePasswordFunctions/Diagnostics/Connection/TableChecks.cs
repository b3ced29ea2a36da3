using Azure;
using OnePasswordFunctions.AzureRest;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Diagnostics.Connection;

/// <summary>
/// Whether positions can be kept: Table Storage answers, the table is there, and a row can be inserted and conditionally updated.
/// The row that it tries this with has a key that no feed has, and is deleted again.
/// </summary>
internal sealed class TableChecks(CursorStoreOptions options, TableClient tables, CheckRunner runner)
{
    public async Task<IReadOnlyList<ConnectionCheck>> RunAsync(CancellationToken cancellationToken)
    {
        string rowKey = $"connection-test-{Guid.NewGuid():N}";
        bool isMissing = false;
        ConnectionCheck storage = await runner.RunAsync(CheckNames.TableStorage, async token =>
        {
            using Response response = await tables.SendAsync(TableRequest.Get(options.TableName, options.Partition, rowKey), token);
            isMissing = AzureError.GetCode(response) == "TableNotFound";
            return response.Status is 200 or 404
                ? CheckFinding.Ok($"{tables.Endpoint.Authority} answers and accepts the credentials ({options.Access}).")
                : throw tables.Failure(response, "serve a request");
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

    private async Task<CheckFinding> CheckTableAsync(bool isMissing, CancellationToken cancellationToken)
    {
        if (!isMissing)
        {
            return CheckFinding.Ok($"The table {options.TableName} is there.");
        }

        await tables.CreateTableAsync(options.TableName, cancellationToken);
        return CheckFinding.Ok($"The table {options.TableName} was missing and has been created.");
    }

    private async Task<CheckFinding> CheckWriteAsync(string rowKey, CancellationToken cancellationToken)
    {
        string row = $$"""{"PartitionKey":"{{options.Partition}}","RowKey":"{{rowKey}}","Purpose":"connection test; may be deleted"}""";
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(row);
        string first = await WriteAsync(TableRequest.Insert(options.TableName, bytes), cancellationToken);
        await WriteAsync(TableRequest.Update(options.TableName, options.Partition, rowKey, first, bytes), cancellationToken);

        // The row has a new version now, so that an update of the first one must be refused: the ingester relies on it.
        using Response stale = await tables.SendAsync(TableRequest.Update(options.TableName, options.Partition, rowKey, first, bytes), cancellationToken);
        using Response deleted = await tables.SendAsync(TableRequest.Delete(options.TableName, options.Partition, rowKey), cancellationToken);
        if (deleted.Status != 204)
        {
            throw tables.Failure(deleted, $"delete the row {rowKey} of the connection test");
        }

        return stale.Status == 412
            ? CheckFinding.Ok("A row was inserted, updated under its ETag, protected from a stale update, and deleted.")
            : CheckFinding.Failed($"An update with an old ETag was answered with {stale.Status} instead of 412.",
                "This store does not keep two runs from overwriting each other. Use Azure Table Storage or Azurite.");
    }

    private async Task<string> WriteAsync(TableRequest request, CancellationToken cancellationToken)
    {
        using Response response = await tables.SendAsync(request, cancellationToken);
        return response.Status is 201 or 204 ? TableClient.GetETag(response) : throw tables.Failure(response, "write a row");
    }
}
