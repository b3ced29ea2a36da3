using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Cursors;

/// <summary>
/// The recent runs of each feed, in a table beside the positions, for people who look at the status. Nothing depends on it: a run
/// that can not be recorded is a warning, and a run without news is not recorded at all.
/// </summary>
internal sealed partial class RunHistory(CursorStoreOptions options, CursorTables tables, ILogger<RunHistory> logger)
{
    /// <summary>How many runs of a feed are kept, give or take those that wait to be tidied up.</summary>
    public const int MostRuns = 500;

    private const int DeletedAtOnce = 50;

    private readonly ConcurrentDictionary<EventFeed, (RunOutcome Outcome, IngestionFailure Failure)> _last = new();

    /// <summary>Records a run if it did something, or ended otherwise than the run before it. Never throws for a table's sake.</summary>
    public Task RecordAsync(RunResult run)
    {
        (RunOutcome, IngestionFailure) ending = (run.Outcome, run.Failure);
        (RunOutcome, IngestionFailure) before = _last.TryGetValue(run.Feed, out (RunOutcome, IngestionFailure) last) ? last : (RunOutcome.CaughtUp, IngestionFailure.None);
        _last[run.Feed] = ending;
        bool hasWork = run.Tally is not { Events: 0, DeadLetters: 0, Retries: 0, CursorRecoveries: 0 };
        bool isStorable = run.Outcome != RunOutcome.Disabled && run.FailureTarget != IngestionTarget.CursorStore;
        return isStorable && (hasWork || ending != before) ? WriteAsync(run) : Task.CompletedTask;
    }

    /// <summary>The newest runs of a feed, newest first; none when nothing was ever recorded.</summary>
    /// <exception cref="IngestionException"><see cref="IngestionFailure.StateUnavailable"/>.</exception>
    public async Task<IReadOnlyList<RecordedRun>> ReadAsync(EventFeed feed, int most, CancellationToken cancellationToken)
    {
        var runs = new List<RecordedRun>();
        foreach (TableEntity row in await QueryAsync(feed, most, null, cancellationToken))
        {
            try
            {
                runs.Add(RunHistoryRow.Read(new TableRow(row)));
            }
            catch (Exception e) when (e is FormatException or OverflowException)
            {
                // Somebody else's row; the others still tell how the feed is doing.
            }
        }

        return runs;
    }

    private async Task WriteAsync(RunResult run)
    {
        try
        {
            TableEntity row = RunHistoryRow.Write(run, TableKey.ForFeed(options.Partition, run.Feed));
            await tables.UpsertAsync(tables.Runs, row, $"record a run of {run.Feed}", CancellationToken.None);

            // Ids are random: about one run in sixteen tidies up.
            if (run.RunId.StartsWith('0'))
            {
                await TrimAsync(run.Feed);
            }
        }
        catch (IngestionException e)
        {
            LogNotRecorded(run.Feed, e.Message);
        }
    }

    /// <summary>Deletes some of the oldest runs beyond those that are kept.</summary>
    private async Task TrimAsync(EventFeed feed)
    {
        foreach (TableEntity row in (await QueryAsync(feed, MostRuns + DeletedAtOnce, ["PartitionKey", "RowKey"], CancellationToken.None)).Skip(MostRuns))
        {
            await tables.AttemptAsync(
                $"delete an old run of {feed}", token => tables.Runs.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, token), CancellationToken.None);
        }
    }

    private async Task<IReadOnlyList<TableEntity>> QueryAsync(EventFeed feed, int most, string[]? columns, CancellationToken cancellationToken)
    {
        try
        {
            return await tables.AttemptAsync($"read the runs of {feed}", TableFailures.IsTableMissing, token => ListAsync(feed, most, columns, token), cancellationToken);
        }
        catch (RequestFailedException)
        {
            return [];
        }
        catch (Exception e) when (TableFailures.IsUnreadable(e))
        {
            throw new IngestionException(IngestionTarget.CursorStore, IngestionFailure.StateUnavailable,
                $"The runs of {feed} in the table {tables.Runs.Name} can not be read: {e.GetType().Name}.", e);
        }
    }

    private async Task<IReadOnlyList<TableEntity>> ListAsync(EventFeed feed, int most, string[]? columns, CancellationToken cancellationToken)
    {
        string filter = TableClient.CreateQueryFilter($"PartitionKey eq {TableKey.ForFeed(options.Partition, feed)}");
        var rows = new List<TableEntity>(most);
        await foreach (TableEntity row in tables.Runs.QueryAsync<TableEntity>(filter, most, columns, cancellationToken))
        {
            rows.Add(row);
            if (rows.Count == most)
            {
                break;
            }
        }

        return rows;
    }

    [LoggerMessage(503, LogLevel.Warning, "{Feed}: the run could not be added to the history that the status shows; the run itself is unharmed. {Reason}")]
    private partial void LogNotRecorded(EventFeed feed, string reason);
}
