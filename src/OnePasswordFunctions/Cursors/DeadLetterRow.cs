using System.Globalization;
using Azure.Data.Tables;

namespace OnePasswordFunctions.Cursors;

/// <summary>A dead letter as Table Storage keeps it.</summary>
internal static class DeadLetterRow
{
    public static TableEntity Write(DeadLetter deadLetter, string partitionKey) => new(partitionKey, TableKey.Encode(deadLetter.EventId))
    {
        ["EventId"] = deadLetter.EventId,
        ["EventTime"] = deadLetter.EventTime ?? "",
        ["Bytes"] = deadLetter.Bytes,
        ["Reason"] = deadLetter.Reason,
        ["RecordedAt"] = deadLetter.RecordedAt.ToString("O", CultureInfo.InvariantCulture),
        ["RunId"] = deadLetter.RunId,
    };

    /// <exception cref="FormatException">The row was written by another program.</exception>
    public static DeadLetter Read(TableRow row) => new(
        row.Text("EventId") ?? throw new FormatException("a dead letter without an id"),
        row.Text("EventTime") is { Length: > 0 } time ? time : null,
        row.Integer("Bytes"),
        row.Text("Reason") ?? "",
        row.Time("RecordedAt") ?? default,
        row.Text("RunId") ?? "");
}
