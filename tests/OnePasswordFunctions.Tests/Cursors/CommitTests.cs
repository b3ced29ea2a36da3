using Azure;
using Azure.Data.Tables;
using Moq;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Cursors;

/// <summary>What the store asks of the SDK's client when it commits, and what it makes of its answers.</summary>
public sealed class CommitTests
{
    private const string Version = "W/\"datetime'2026-01-01T00%3A00%3A00Z'\"";
    private const string NextVersion = "W/\"datetime'2026-01-01T00%3A01%3A00Z'\"";
    private static readonly FeedState State = new() { Position = FeedPosition.AtCursor("c"), CommitCount = 4, RunId = "mine" };

    private readonly Mock<TableClient> _table = new(MockBehavior.Strict);
    private readonly TableCursorStore _store;

    public CommitTests()
    {
        var service = new Mock<TableServiceClient>();
        service.SetupGet(client => client.Uri).Returns(new Uri("https://contoso.table.core.windows.net"));
        service.Setup(client => client.GetTableClient(It.IsAny<string>())).Returns(_table.Object);
        _table.SetupGet(table => table.Name).Returns("OnePasswordCursors");
        _store = new TableCursorStore(TestTables.Options, new CursorTables(TestTables.Options, service.Object, TimeProvider.System));
    }

    [Fact]
    public async Task CommitAsync_NoETag_AddsAndNeverOverwrites()
    {
        SetUpAdd().ReturnsAsync(new FakeResponse(204, ("ETag", Version)));

        CommitResult result = await CommitAsync(State);

        Assert.Equal(Version, result.ETag);
        _table.Verify(table => table.AddEntityAsync(
            It.Is<TableEntity>(row => row.PartitionKey == "default" && row.RowKey == "auditevents" && row.GetInt64("CommitCount") == 4), It.IsAny<CancellationToken>()), Times.Once);
    }

    [Fact]
    public async Task CommitAsync_ETag_ReplacesOnlyThatVersionInOneRequest()
    {
        SetUpUpdate(Version).ReturnsAsync(new FakeResponse(204, ("ETag", NextVersion)));

        CommitResult result = await CommitAsync(State with { ETag = Version });

        Assert.Equal(NextVersion, result.ETag);
        Assert.Single(_table.Invocations);
    }

    [Theory]
    [InlineData(412, "UpdateConditionNotSatisfied", Version, "mine", 4, true)]
    [InlineData(412, "UpdateConditionNotSatisfied", Version, "mine", 5, false)]
    [InlineData(412, "UpdateConditionNotSatisfied", Version, "other", 4, false)]
    [InlineData(404, "ResourceNotFound", Version, "mine", 4, true)]
    [InlineData(409, "EntityAlreadyExists", null, "mine", 4, true)]
    [InlineData(409, "EntityAlreadyExists", null, "other", 1, false)]
    public async Task CommitAsync_Conflict_BelievesItOnlyWhenTheRowIsNotThisCommit(int status, string code, string? etag, string runId, int commitCount, bool isOurs)
    {
        SetUpWrite(etag).ThrowsAsync(new RequestFailedException(status, "", code, null));
        SetUpRead().ReturnsAsync(RowOf(runId, commitCount, NextVersion));

        CommitResult result = await CommitAsync(State with { ETag = etag });

        Assert.Equal(isOurs ? NextVersion : null, result.ETag);
    }

    [Fact]
    public async Task CommitAsync_ConflictThatCannotBeReadBack_LeavesTheCommitOpen()
    {
        SetUpUpdate(Version).ThrowsAsync(new RequestFailedException(412, "", "UpdateConditionNotSatisfied", null));
        SetUpRead().ThrowsAsync(new RequestFailedException(503, "", "ServerBusy", null));

        Assert.True((await Assert.ThrowsAsync<IngestionException>(() => CommitAsync(State with { ETag = Version }))).IsTransient);
    }

    [Fact]
    public async Task CommitAsync_RowDeletedMeanwhile_IsSuperseded()
    {
        SetUpUpdate(Version).ThrowsAsync(new RequestFailedException(404, "", "ResourceNotFound", null));
        SetUpRead().ThrowsAsync(new RequestFailedException(404, "", "ResourceNotFound", null));

        Assert.False((await CommitAsync(State with { ETag = Version })).IsCommitted);
    }

    [Fact]
    public async Task CommitAsync_TableMissing_CreatesItAndAsksForAnotherAttempt()
    {
        SetUpAdd().ThrowsAsync(new RequestFailedException(404, "", "TableNotFound", null));
        _table.Setup(table => table.CreateAsync(It.IsAny<CancellationToken>())).ReturnsAsync(Response.FromValue<Azure.Data.Tables.Models.TableItem>(null!, new FakeResponse(204)));

        IngestionException failure = await Assert.ThrowsAsync<IngestionException>(() => CommitAsync(State));

        Assert.True(failure.IsTransient);
        Assert.Contains($"did not store the position of {EventFeed.AuditEvents}: the table was missing and has been created (404 TableNotFound).", failure.Message, StringComparison.Ordinal);
        _table.Verify(table => table.CreateAsync(It.IsAny<CancellationToken>()), Times.Once);
    }

    private static Response<TableEntity> RowOf(string runId, long commitCount, string etag) => Response.FromValue(
        new TableEntity("default", "auditevents") { ["Cursor"] = "c", ["RunId"] = runId, ["CommitCount"] = commitCount }, new FakeResponse(200, ("ETag", etag)));

    private Task<CommitResult> CommitAsync(FeedState state) => _store.CommitAsync(EventFeed.AuditEvents, state, CancellationToken.None);

    private Moq.Language.Flow.ISetup<TableClient, Task<Response>> SetUpWrite(string? etag) => etag is null ? SetUpAdd() : SetUpUpdate(etag);

    private Moq.Language.Flow.ISetup<TableClient, Task<Response>> SetUpAdd() =>
        _table.Setup(table => table.AddEntityAsync(It.IsAny<TableEntity>(), It.IsAny<CancellationToken>()));

    private Moq.Language.Flow.ISetup<TableClient, Task<Response>> SetUpUpdate(string etag) =>
        _table.Setup(table => table.UpdateEntityAsync(It.IsAny<TableEntity>(), new ETag(etag), TableUpdateMode.Replace, It.IsAny<CancellationToken>()));

    private Moq.Language.Flow.ISetup<TableClient, Task<Response<TableEntity>>> SetUpRead() =>
        _table.Setup(table => table.GetEntityAsync<TableEntity>("default", "auditevents", It.IsAny<IEnumerable<string>>(), It.IsAny<CancellationToken>()));
}
