using System.Text;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.AzureRest;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;
using OnePasswordFunctions.Tests.Functions.Http;

namespace OnePasswordFunctions.Tests.Cursors;

public sealed class TableCursorStoreTests
{
    private const string Row = """{"PartitionKey":"default","RowKey":"auditevents","Cursor":"c","CommitCount":"4","RunId":"mine"}""";
    private static readonly (string, string) Tag = ("ETag", "W/\"datetime'2026-01-01T00%3A00%3A00Z'\"");
    private static readonly FeedState State = new() { Position = FeedPosition.AtCursor("c"), CommitCount = 4, RunId = "mine" };

    private readonly ScriptedTransport _transport = new();
    private readonly TableCursorStore _store;

    public TableCursorStoreTests()
    {
        var time = new FakeTimeProvider();
        var options = new CursorStoreOptions { Access = null, TableName = "OnePasswordCursors", Partition = "default" };
        var tables = new TableClient(new Uri("https://contoso.table.core.windows.net"), TimeSpan.FromSeconds(10),
            AzurePipeline.Create(new NoAuthorization(), _transport), time);
        _store = new TableCursorStore(options, tables);
    }

    [Fact]
    public async Task ReadAsync_RowIsThere_KeepsTheETagAsItCame()
    {
        _transport.Answer(200, Row, Tag);

        FeedState? state = await _store.ReadAsync(EventFeed.AuditEvents, CancellationToken.None);

        Assert.Equal((Tag.Item2, "c", 4L), (state!.ETag, state.Position.Cursor, state.CommitCount));
        Assert.Equal("https://contoso.table.core.windows.net/OnePasswordCursors(PartitionKey='default',RowKey='auditevents')", _transport.Requests[0].Url);
        Assert.Equal("2020-12-06", _transport.Requests[0].Headers["x-ms-version"]);
    }

    [Fact]
    public async Task ReadAsync_TableMissing_CreatesItAndAnswersNothing()
    {
        _transport.Answer(404, """{"odata.error":{"code":"TableNotFound"}}""").Answer(204);

        Assert.Null(await _store.ReadAsync(EventFeed.AuditEvents, CancellationToken.None));
        Assert.Equal("""{"TableName":"OnePasswordCursors"}""", Encoding.UTF8.GetString(_transport.Requests[1].Body));
    }

    [Fact]
    public async Task ReadAsync_RowMissing_AnswersNothingAndCreatesNothing()
    {
        _transport.Answer(404, "", ("x-ms-error-code", "ResourceNotFound"));

        Assert.Null(await _store.ReadAsync(EventFeed.AuditEvents, CancellationToken.None));
        Assert.Single(_transport.Requests);
    }

    [Fact]
    public async Task CommitAsync_NoETag_InsertsAndNeverOverwrites()
    {
        _transport.Answer(204, "", Tag);

        CommitResult result = await _store.CommitAsync(EventFeed.AuditEvents, State, CancellationToken.None);

        Assert.Equal(Tag.Item2, result.ETag);
        Assert.Equal((HttpMethod.Post, "https://contoso.table.core.windows.net/OnePasswordCursors"), (_transport.Requests[0].Method, _transport.Requests[0].Url));
        Assert.False(_transport.Requests[0].Headers.ContainsKey("If-Match"));
    }

    [Fact]
    public async Task CommitAsync_ETag_ReplacesOnlyThatVersion()
    {
        _transport.Answer(204, "", ("ETag", "new"));

        await _store.CommitAsync(EventFeed.AuditEvents, State with { ETag = Tag.Item2 }, CancellationToken.None);

        Assert.Equal((HttpMethod.Put, Tag.Item2), (_transport.Requests[0].Method, _transport.Requests[0].Headers["If-Match"]));
    }

    [Theory]
    [InlineData(412, "UpdateConditionNotSatisfied", "tag", "mine", 4, true)]
    [InlineData(412, "UpdateConditionNotSatisfied", "tag", "mine", 5, false)]
    [InlineData(412, "UpdateConditionNotSatisfied", "tag", "other", 4, false)]
    [InlineData(409, "EntityAlreadyExists", null, "mine", 4, true)]
    [InlineData(409, "EntityAlreadyExists", null, "other", 1, false)]
    public async Task CommitAsync_Conflict_BelievesItOnlyWhenTheRowIsNotThisCommit(int status, string code, string? etag, string runId, int sequence, bool isOurs)
    {
        _transport.Answer(status, "", ("x-ms-error-code", code)).Answer(200, $$"""{"RowKey":"auditevents","Cursor":"c","RunId":"{{runId}}","CommitCount":"{{sequence}}"}""", Tag);

        CommitResult result = await _store.CommitAsync(EventFeed.AuditEvents, State with { ETag = etag }, CancellationToken.None);

        Assert.Equal(isOurs ? Tag.Item2 : null, result.ETag);
    }

    [Theory]
    [InlineData(412)]
    [InlineData(404)]
    public async Task CommitAsync_ConflictAlthoughTheRowIsUnchanged_IsNotBelievedAndMayPass(int status)
    {
        _transport.Answer(status, "<html>").Answer(200, Row.Replace("mine", "the run before", StringComparison.Ordinal), Tag);

        IngestionException failure = await FailureOf(_store.CommitAsync(EventFeed.AuditEvents, State with { ETag = Tag.Item2 }, CancellationToken.None));

        Assert.Equal((IngestionFailure.StateUnavailable, true, status), (failure.Failure, failure.IsTransient, failure.Status));
        Assert.Contains("proxy or gateway", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "<html>")]
    [InlineData(204, "")]
    [InlineData(201, "<html>")]
    [InlineData(404, "<html>")]
    public async Task CommitAsync_AnswerThatIsNotTheTables_IsNoCommitAndMayPass(int status, string body)
    {
        _transport.Answer(status, body);

        IngestionException failure = await FailureOf(_store.CommitAsync(EventFeed.AuditEvents, State, CancellationToken.None));

        Assert.Equal((IngestionFailure.StateUnavailable, true), (failure.Failure, failure.IsTransient));
        Assert.Contains("proxy or gateway", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_404ThatDoesNotSayWhatIsMissing_DoesNotBeginTheFeedAnew()
    {
        _transport.Answer(404, "<html>");

        IngestionException failure = await FailureOf(_store.ReadAsync(EventFeed.AuditEvents, CancellationToken.None));

        Assert.Equal((IngestionFailure.StateUnavailable, true), (failure.Failure, failure.IsTransient));
        Assert.Single(_transport.Requests);
    }

    [Fact]
    public async Task CommitAsync_RowDeletedMeanwhile_IsSuperseded()
    {
        _transport.Answer(404, "", ("x-ms-error-code", "ResourceNotFound")).Answer(404, "", ("x-ms-error-code", "ResourceNotFound"));

        Assert.False((await _store.CommitAsync(EventFeed.AuditEvents, State with { ETag = "tag" }, CancellationToken.None)).IsCommitted);
    }

    [Fact]
    public async Task CommitAsync_TableMissing_CreatesItAndAsksForAnotherAttempt()
    {
        _transport.Answer(404, "", ("x-ms-error-code", "TableNotFound")).Answer(204);

        Assert.True((await FailureOf(_store.CommitAsync(EventFeed.AuditEvents, State, CancellationToken.None))).IsTransient);
    }

    [Theory]
    [InlineData(500, true)]
    [InlineData(503, true)]
    [InlineData(429, true)]
    [InlineData(408, true)]
    [InlineData(403, false)]
    [InlineData(400, false)]
    public async Task CommitAsync_OtherStatus_IsANamedFailure(int status, bool isTransient)
    {
        _transport.Answer(status, "<html>");

        IngestionException failure = await FailureOf(_store.CommitAsync(EventFeed.AuditEvents, State, CancellationToken.None));

        Assert.Equal((IngestionFailure.StateUnavailable, IngestionTarget.CursorStore, isTransient, status), (failure.Failure, failure.Target, failure.IsTransient, failure.Status));
    }

    [Fact]
    public async Task ReadAsync_NoAnswerAtAll_IsANamedFailureThatMayPass()
    {
        foreach (Exception exception in new Exception[] { new HttpRequestException("refused"), new IOException("reset"), new TaskCanceledException("connect", new TimeoutException()) })
        {
            _transport.Fail(exception);
            IngestionException failure = await FailureOf(_store.ReadAsync(EventFeed.AuditEvents, CancellationToken.None));
            Assert.Equal((IngestionFailure.StateUnavailable, true), (failure.Failure, failure.IsTransient));
        }
    }

    [Fact]
    public async Task ReadAsync_HtmlWith200_IsANamedFailureThatDoesNotSpeakOfDamage()
    {
        _transport.Answer(200, "<html>sign in</html>", Tag);

        IngestionException failure = await FailureOf(_store.ReadAsync(EventFeed.AuditEvents, CancellationToken.None));

        Assert.Equal((IngestionFailure.StateUnavailable, true), (failure.Failure, failure.IsTransient));
        Assert.DoesNotContain("delete", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RecordDeadLetterAsync_TableMissing_CreatesItAndRepeats()
    {
        _transport.Answer(404).Answer(204).Answer(204, "", Tag);

        await _store.RecordDeadLetterAsync(EventFeed.AuditEvents, new DeadLetter("a/b", null, 7, "too large", SteppedTime.Epoch, "run"), CancellationToken.None);

        Assert.Equal("https://contoso.table.core.windows.net/OnePasswordCursorsDeadLetters(PartitionKey='default-auditevents',RowKey='a_002fb')", _transport.Requests[2].Url);
        Assert.Contains("\"Reason\":\"too large\"", Encoding.UTF8.GetString(_transport.Requests[2].Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RecordDeadLetterAsync_204OfSomethingElse_DoesNotCountAsRecorded()
    {
        _transport.Answer(204);

        IngestionException failure = await FailureOf(_store.RecordDeadLetterAsync(
            EventFeed.AuditEvents, new DeadLetter("a", null, 7, "too large", SteppedTime.Epoch, "run"), CancellationToken.None));

        Assert.Equal((IngestionFailure.StateUnavailable, true), (failure.Failure, failure.IsTransient));
    }

    private static Task<IngestionException> FailureOf(Task task) => Assert.ThrowsAsync<IngestionException>(() => task);
}
