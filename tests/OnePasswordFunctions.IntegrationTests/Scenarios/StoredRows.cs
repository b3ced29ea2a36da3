using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using Azure.Data.Tables;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.LocalEnvironment.Azurite;
using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>Reads one scenario's rows straight from Azurite, with the handler's own code.</summary>
internal sealed class StoredRows
{
    private readonly CursorTables _tables;
    private readonly TableCursorStore _store;

    public StoredRows(AzuriteServer azurite, string tableName)
    {
        Assert.True(ConnectionString.TryParse(azurite.ConnectionString, out ConnectionString? parts, out _));
        var options = new CursorStoreOptions
        {
            Access = TableAccess.FromConnectionString(parts, out _)!,
            TableName = tableName,
            Partition = "default",
            AttemptTimeout = TimeSpan.FromMinutes(1),
        };
        _tables = CursorTables.Connect(options, TimeProvider.System);
        _store = new TableCursorStore(options, _tables);
    }

    /// <summary>The feed's row; null when there is none.</summary>
    public Task<FeedState?> ReadAsync(EventFeed feed) => _store.ReadAsync(feed, CancellationToken.None);

    /// <summary>The feed's dead letters, as they are stored.</summary>
    public async Task<IReadOnlyList<JsonNode>> ReadDeadLettersAsync(EventFeed feed)
    {
        var letters = new List<JsonNode>();
        try
        {
            await foreach (TableEntity row in _tables.DeadLetters.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {TableKey.ForFeed("default", feed)}")))
            {
                letters.Add(new JsonObject(row.Select(column => KeyValuePair.Create(column.Key, ToNode(column.Value)))));
            }
        }
        catch (RequestFailedException e) when (e.ErrorCode == "TableNotFound")
        {
            // Nothing was ever recorded.
        }

        return letters;
    }

    /// <summary>The feed's row as it is stored.</summary>
    public async Task<TableEntity> ReadRowAsync(EventFeed feed) => (await _tables.Positions.GetEntityAsync<TableEntity>("default", feed.Name)).Value;

    /// <summary>Puts a row in the place of the one that is stored.</summary>
    public Task ReplaceRowAsync(TableEntity row) => _tables.Positions.UpsertEntityAsync(row, TableUpdateMode.Replace);

    /// <summary>Writes over whatever is in the feed's row.</summary>
    public Task OverwriteAsync(EventFeed feed, string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        var row = new TableEntity("default", feed.Name);
        foreach (JsonProperty column in document.RootElement.EnumerateObject().Where(column => column.Name is not ("PartitionKey" or "RowKey")))
        {
            row[column.Name] = column.Value.ValueKind switch
            {
                JsonValueKind.Number => column.Value.GetInt32(),
                JsonValueKind.True or JsonValueKind.False => column.Value.GetBoolean(),
                _ => column.Value.GetString(),
            };
        }

        return _tables.UpsertAsync(_tables.Positions, row, "damage a row", CancellationToken.None);
    }

    private static JsonNode? ToNode(object? value) => value switch
    {
        int number => number,
        long number => number,
        bool flag => flag,
        _ => value?.ToString(),
    };
}
