using System.Globalization;
using Azure;
using Azure.Data.Tables;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Proof;

namespace OnePasswordFunctions.Cursors;

/// <summary>The last daily proof of each feed: one row in the table of the runs, in a partition beside theirs.</summary>
internal sealed class LastProofs(CursorStoreOptions options, CursorTables tables)
{
    private const int LongestProblem = 500;

    private string Partition => options.Partition + "-proofs";

    /// <summary>Replaces the feed's proof.</summary>
    /// <exception cref="IngestionException"><see cref="IngestionFailure.StateUnavailable"/>.</exception>
    public Task WriteAsync(EventFeed feed, StoredProof proof, CancellationToken cancellationToken)
    {
        var row = new TableEntity(Partition, feed.Name)
        {
            ["MadeAt"] = Text(proof.MadeAt),
            ["From"] = Text(proof.From),
            ["To"] = Text(proof.To),
            ["Problem"] = proof.Problem is { Length: > LongestProblem } problem ? problem[..LongestProblem] + "…" : proof.Problem,
            ["Served"] = proof.Served,
            ["Missing"] = proof.Missing,
            ["Altered"] = proof.Altered,
            ["NotCovered"] = proof.NotCovered,
            ["Gaps"] = proof.Gaps,
            ["IsProven"] = proof.IsProven,
        };
        return tables.UpsertAsync(tables.Runs, row, $"store the proof of {feed}", cancellationToken);
    }

    /// <summary>The feed's last proof; null before the first, and when the row is somebody else's.</summary>
    /// <exception cref="IngestionException"><see cref="IngestionFailure.StateUnavailable"/>.</exception>
    public async Task<StoredProof?> ReadAsync(EventFeed feed, CancellationToken cancellationToken)
    {
        try
        {
            Response<TableEntity> found = await tables.AttemptAsync(
                $"read the proof of {feed}",
                static answer => TableFailures.IsRowMissing(answer) || TableFailures.IsTableMissing(answer),
                token => tables.Runs.GetEntityAsync<TableEntity>(Partition, feed.Name, cancellationToken: token),
                cancellationToken);
            return Read(new TableRow(found.Value));
        }
        catch (Exception e) when (e is RequestFailedException || TableFailures.IsUnreadable(e))
        {
            return null;
        }
    }

    private static StoredProof Read(TableRow row) => new()
    {
        MadeAt = row.Time("MadeAt") ?? throw new FormatException("a proof without a time"),
        From = row.Time("From") ?? default,
        To = row.Time("To") ?? default,
        Problem = row.Text("Problem"),
        Served = row.Long("Served"),
        Missing = row.Long("Missing"),
        Altered = row.Long("Altered"),
        NotCovered = row.Long("NotCovered"),
        Gaps = row.Long("Gaps"),
        IsProven = row.Boolean("IsProven"),
    };

    private static string Text(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}
