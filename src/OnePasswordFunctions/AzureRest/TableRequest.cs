using System.Text;
using Azure.Core;

namespace OnePasswordFunctions.AzureRest;

/// <summary>One Table Storage request: method, path below the endpoint, version condition and row.</summary>
internal readonly record struct TableRequest(RequestMethod Method, string Path, string? IfMatch, ReadOnlyMemory<byte> Body)
{
    public static TableRequest Get(string table, string partitionKey, string rowKey) => new(RequestMethod.Get, Row(table, partitionKey, rowKey), null, default);

    /// <summary>Rows of one partition whose keys are greater than <paramref name="after"/>, at most <paramref name="top"/>, in key order.</summary>
    /// <param name="columns">The columns to send, separated by commas; null for all.</param>
    public static TableRequest Query(string table, string partitionKey, string after, int top, string? columns = null) =>
        new(RequestMethod.Get, $"{table}()?$top={top}&$filter={Uri.EscapeDataString($"PartitionKey eq '{Quote(partitionKey)}' and RowKey gt '{Quote(after)}'")}"
            + (columns is null ? "" : $"&$select={columns}"), null, default);

    /// <summary>Fails with 409 when the row exists. (If-None-Match is not an option: the service refuses it and emulators ignore it.)</summary>
    public static TableRequest Insert(string table, ReadOnlyMemory<byte> row) => new(RequestMethod.Post, table, null, row);

    /// <summary>Replaces the row if it still has the version <paramref name="etag"/>.</summary>
    public static TableRequest Update(string table, string partitionKey, string rowKey, string etag, ReadOnlyMemory<byte> row) =>
        new(RequestMethod.Put, Row(table, partitionKey, rowKey), etag, row);

    /// <summary>Inserts or replaces the row, whatever is there.</summary>
    public static TableRequest Upsert(string table, string partitionKey, string rowKey, ReadOnlyMemory<byte> row) =>
        new(RequestMethod.Put, Row(table, partitionKey, rowKey), null, row);

    public static TableRequest Delete(string table, string partitionKey, string rowKey) => new(RequestMethod.Delete, Row(table, partitionKey, rowKey), "*", default);

    public static TableRequest CreateTable(string table) =>
        new(RequestMethod.Post, "Tables", null, Encoding.UTF8.GetBytes($$"""{"TableName":"{{table}}"}"""));

    private static string Row(string table, string partitionKey, string rowKey) =>
        $"{table}(PartitionKey='{Uri.EscapeDataString(Quote(partitionKey))}',RowKey='{Uri.EscapeDataString(Quote(rowKey))}')";

    private static string Quote(string key) => key.Replace("'", "''", StringComparison.Ordinal);
}
