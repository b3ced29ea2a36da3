using System.Text.Json.Nodes;
using OnePasswordFunctions.AzureRest;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.LocalEnvironment.Azurite;
using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>Reads one scenario's rows straight from Azurite, with the handler's own code.</summary>
internal sealed class StoredRows
{
    private readonly TableClient _tables;
    private readonly TableCursorStore _store;
    private readonly string _tableName;

    public StoredRows(AzuriteServer azurite, string tableName)
    {
        Assert.True(ConnectionString.TryParse(azurite.ConnectionString, out ConnectionString? parts, out _));
        AzureAccess access = TableAccess.FromConnectionString(parts, out _)!;
        _tables = new TableClient(
            access.Endpoint, TimeSpan.FromMinutes(1), AzurePipeline.Create(new SharedKeyLitePolicy(access.Key!, TimeProvider.System), AzurePipeline.CreateHandler()), TimeProvider.System);
        _store = new TableCursorStore(new CursorStoreOptions { Access = access, TableName = tableName, Partition = "default" }, _tables);
        _tableName = tableName;
    }

    /// <summary>The feed's row; null when there is none.</summary>
    public Task<FeedState?> ReadAsync(EventFeed feed) => _store.ReadAsync(feed, CancellationToken.None);

    /// <summary>The feed's dead letters, as they are stored.</summary>
    public async Task<IReadOnlyList<JsonNode>> ReadDeadLettersAsync(EventFeed feed)
    {
        using Azure.Response response = await _tables.SendAsync(
            TableRequest.Query(_tableName + CursorStoreOptions.DeadLettersSuffix, TableKey.ForFeed("default", feed), "", 1000), CancellationToken.None);
        return response.Status == 404 ? [] : [.. JsonNode.Parse(response.Content.ToString())!["value"]!.AsArray().Select(row => row!)];
    }

    /// <summary>Writes over whatever is in the feed's row.</summary>
    public Task OverwriteAsync(EventFeed feed, string json) =>
        _tables.UpsertAsync(_tableName, "default", feed.Name, System.Text.Encoding.UTF8.GetBytes(json), "damage a row", CancellationToken.None);
}
