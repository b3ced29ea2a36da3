using Azure;
using Azure.Data.Tables;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Cursors;

/// <summary>The tables of this deployment, and single attempts at them with named failures.</summary>
internal sealed class CursorTables(CursorStoreOptions options, TableServiceClient service, TimeProvider time)
{
    /// <summary>One row per feed.</summary>
    public TableClient Positions { get; } = service.GetTableClient(options.TableName);

    /// <summary>The events that no batch can hold.</summary>
    public TableClient DeadLetters { get; } = service.GetTableClient(options.TableName + CursorStoreOptions.DeadLettersSuffix);

    /// <summary>The recent runs.</summary>
    public TableClient Runs { get; } = service.GetTableClient(options.TableName + CursorStoreOptions.RunsSuffix);

    /// <summary>Host and port of the table service.</summary>
    public string Host => service.Uri.Authority;

    /// <summary>The tables behind the settings, over connections of their own.</summary>
    public static CursorTables Connect(CursorStoreOptions options, TimeProvider time) =>
        new(options, options.Access!.CreateClient(TablePipeline.CreateOptions(TablePipeline.CreateHandler())), time);

    /// <summary>The row's version as the service wrote it: weak, with percent-escapes, to be echoed byte for byte.</summary>
    public static string GetETag(Response response) =>
        response.Headers.TryGetValue("ETag", out string? etag)
            ? etag
            : throw new IngestionException(IngestionTarget.CursorStore, IngestionFailure.StateUnavailable,
                $"Table Storage answered {response.Status} without an ETag, which it never does.{TableFailures.NotItself}")
            {
                IsTransient = true,
                Status = response.Status,
            };

    /// <summary>Makes one call within the time of one attempt.</summary>
    /// <param name="intent">What the call is to do, as the end of "Table Storage did not …".</param>
    /// <param name="call">The call to the SDK.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="IngestionException"><see cref="IngestionFailure.StateUnavailable"/>.</exception>
    public Task<T> AttemptAsync<T>(string intent, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) =>
        AttemptAsync(intent, static _ => false, call, cancellationToken);

    /// <summary>As above, but lets answers through that <paramref name="isExpected"/> names.</summary>
    /// <exception cref="RequestFailedException">An expected answer. Its text must not be shown.</exception>
    public async Task<T> AttemptAsync<T>(
        string intent, Predicate<RequestFailedException> isExpected, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.AttemptTimeout, time);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await call(attempt.Token);
        }
        catch (Exception e) when (TableFailures.FromTransport(e, !cancellationToken.IsCancellationRequested, Host, options.AttemptTimeout) is { } failure)
        {
            throw failure;
        }
        catch (RequestFailedException e) when (!isExpected(e))
        {
            throw Failure(e, intent);
        }
    }

    /// <summary>Creates a table; one that exists already is fine.</summary>
    public async Task CreateAsync(TableClient table, CancellationToken cancellationToken)
    {
        string intent = $"create the table {table.Name}";
        try
        {
            await AttemptAsync(intent, IsRefusedOrThere, token => table.CreateAsync(token), cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 401 or 403)
        {
            throw TableFailures.FromAnswer(e, Host, intent, time, advice:
                $" Give the identity the role Storage Table Data Contributor on the storage account, or create the table {table.Name} yourself.");
        }
        catch (RequestFailedException)
        {
            // Another run, or another instance, was first.
        }
    }

    /// <summary>Inserts or replaces a row, creating the table when it is missing.</summary>
    public async Task UpsertAsync(TableClient table, TableEntity row, string intent, CancellationToken cancellationToken)
    {
        try
        {
            await AttemptAsync(intent, TableFailures.IsTableMissing, token => StoreAsync(table, row, token), cancellationToken);
        }
        catch (RequestFailedException)
        {
            await CreateAsync(table, cancellationToken);
            await AttemptAsync(intent, token => StoreAsync(table, row, token), cancellationToken);
        }
    }

    /// <summary>The failure to <paramref name="intent"/> behind an answer.</summary>
    public IngestionException Failure(RequestFailedException answer, string intent, bool? isTransient = null) =>
        TableFailures.FromAnswer(answer, Host, intent, time, isTransient);

    private static async Task<string> StoreAsync(TableClient table, TableEntity row, CancellationToken cancellationToken) =>
        GetETag(await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken));

    private static bool IsRefusedOrThere(RequestFailedException answer) =>
        answer.Status is 401 or 403 || TableFailures.GetCode(answer) == TableFailures.TableAlreadyExists;
}
