using System.Collections.Concurrent;
using System.Text.Json;
using Azure;
using OnePasswordFunctions.AzureRest;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Cursors;

/// <summary>
/// The recent runs of each feed, in a table beside the positions, for people who look at the status. Nothing depends on it: a run
/// that can not be recorded is a warning, and a run without news is not recorded at all.
/// </summary>
internal sealed partial class RunHistory(CursorStoreOptions options, TableClient tables, ILogger<RunHistory> logger)
{
    /// <summary>How many runs of a feed are kept, give or take those that wait to be tidied up.</summary>
    public const int MostRuns = 500;

    private const int DeletedAtOnce = 50;

    private readonly ConcurrentDictionary<EventFeed, (RunOutcome Outcome, IngestionFailure Failure)> _last = new();
    private readonly string _table = options.TableName + CursorStoreOptions.RunsSuffix;

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
        using JsonDocument? rows = await QueryAsync(feed, most, null, cancellationToken);
        var runs = new List<RecordedRun>();
        foreach (JsonElement row in Rows(rows))
        {
            try
            {
                runs.Add(RunHistoryRow.Read(new TableRow(row)));
            }
            catch (Exception e) when (e is FormatException or OverflowException or InvalidOperationException)
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
            string partition = TableKey.ForFeed(options.Partition, run.Feed), key = RunHistoryRow.Key(run.StartedAt, run.RunId);
            await tables.UpsertAsync(_table, partition, key, RunHistoryRow.Write(run), $"record a run of {run.Feed}", CancellationToken.None);

            // Ids are random: about one run in sixteen tidies up.
            if (run.RunId.StartsWith('0'))
            {
                await TrimAsync(run.Feed, partition);
            }
        }
        catch (Exception e) when (e is IngestionException or JsonException or InvalidOperationException)
        {
            LogNotRecorded(run.Feed, e.Message);
        }
    }

    /// <summary>Deletes some of the oldest runs beyond those that are kept.</summary>
    private async Task TrimAsync(EventFeed feed, string partition)
    {
        using JsonDocument? rows = await QueryAsync(feed, MostRuns + DeletedAtOnce, "RowKey", CancellationToken.None);
        foreach (JsonElement row in Rows(rows).Skip(MostRuns))
        {
            using Response response = await tables.SendAsync(TableRequest.Delete(_table, partition, row.GetProperty("RowKey").GetString()!), CancellationToken.None);
            if (response.Status is not (204 or 404))
            {
                throw tables.Failure(response, $"delete an old run of {feed}");
            }
        }
    }

    private async Task<JsonDocument?> QueryAsync(EventFeed feed, int most, string? columns, CancellationToken cancellationToken)
    {
        using Response response = await tables.SendAsync(
            TableRequest.Query(_table, TableKey.ForFeed(options.Partition, feed), "", most, columns), cancellationToken);
        return response.Status switch
        {
            200 => Parse(response),
            404 => null,
            _ => throw tables.Failure(response, $"read the runs of {feed}"),
        };
    }

    private static JsonDocument Parse(Response response)
    {
        try
        {
            return JsonDocument.Parse(response.Content.ToArray());
        }
        catch (JsonException e)
        {
            throw new IngestionException(IngestionTarget.CursorStore, IngestionFailure.StateUnavailable, "Table Storage answered a query with something that is not JSON.", e);
        }
    }

    private static IEnumerable<JsonElement> Rows(JsonDocument? answer) =>
        answer is not null && answer.RootElement.TryGetProperty("value", out JsonElement rows) ? rows.EnumerateArray() : [];

    [LoggerMessage(503, LogLevel.Warning, "{Feed}: the run could not be added to the history that the status shows; the run itself is unharmed. {Reason}")]
    private partial void LogNotRecorded(EventFeed feed, string reason);
}
