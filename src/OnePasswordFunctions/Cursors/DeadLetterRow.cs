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
}
