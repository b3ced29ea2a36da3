using System.Text;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Cursors;

/// <summary>What the store makes of raw answers, the service's and those that something else gives in its place.</summary>
public sealed class TableCursorStoreTests
{
    private const string Row = """{"PartitionKey":"default","RowKey":"auditevents","Cursor":"c","CommitCount@odata.type":"Edm.Int64","CommitCount":"4","RunId":"mine"}""";
    private static readonly (string, string) Tag = ("ETag", "W/\"datetime'2026-01-01T00%3A00%3A00Z'\"");
    private static readonly FeedState State = new() { Position = FeedPosition.AtCursor("c"), CommitCount = 4, RunId = "mine" };

    private readonly ScriptedTransport _transport = new();
    private readonly FakeTimeProvider _time = new(SteppedTime.Epoch);
    private readonly TableCursorStore _store;

    public TableCursorStoreTests() => _store = new TableCursorStore(TestTables.Options, TestTables.Over(_transport, time: _time));

    [Fact]
    public async Task ReadAsync_RowIsThere_KeepsTheETagAsItCame()
    {
        _transport.Answer(200, Row, Tag);

        FeedState? state = await ReadAsync();

        Assert.Equal((Tag.Item2, "c", 4L), (state!.ETag, state.Position.Cursor, state.CommitCount));
        Assert.StartsWith("https://contoso.table.core.windows.net/OnePasswordCursors(PartitionKey='default',RowKey='auditevents')", _transport.Requests[0].Url, StringComparison.Ordinal);
        Assert.Equal(("2020-12-06", BuildVersion.UserAgent), (_transport.Requests[0].Headers["x-ms-version"], _transport.Requests[0].Headers["User-Agent"]));
    }

    [Theory]
    [InlineData("""{"odata.error":{"code":"TableNotFound"}}""")]
    [InlineData("", "TableNotFound")]
    public async Task ReadAsync_TableMissing_CreatesItAndAnswersNothing(string body, params string[] code)
    {
        _transport.Answer(404, body, [.. code.Select(Code)]).Answer(204);

        Assert.Null(await ReadAsync());
        Assert.Equal("""{"TableName":"OnePasswordCursors"}""", Encoding.UTF8.GetString(_transport.Requests[1].Body));
    }

    [Fact]
    public async Task ReadAsync_TableMissingAndJustCreatedByAnother_AnswersNothing()
    {
        _transport.Answer(404, "", Code("TableNotFound")).Answer(409, "", Code("TableAlreadyExists"));

        Assert.Null(await ReadAsync());
    }

    [Fact]
    public async Task ReadAsync_TableMissingAndMayNotBeCreated_SaysWhichRoleOrToCreateIt()
    {
        _transport.Answer(404, "", Code("TableNotFound")).Answer(403, "", Code("AuthorizationPermissionMismatch"));

        IngestionException failure = await FailureOf(ReadAsync());

        Assert.Equal((false, 403), (failure.IsTransient, failure.Status));
        Assert.Contains("did not create the table OnePasswordCursors (403 AuthorizationPermissionMismatch).", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Storage Table Data Contributor on the storage account, or create the table OnePasswordCursors yourself", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_RowMissing_AnswersNothingAndCreatesNothing()
    {
        _transport.Answer(404, "", Code("ResourceNotFound"));

        Assert.Null(await ReadAsync());
        Assert.Single(_transport.Requests);
    }

    [Fact]
    public async Task ReadAsync_404ThatDoesNotSayWhatIsMissing_DoesNotBeginTheFeedAnew()
    {
        _transport.Answer(404, "<html>");

        IngestionException failure = await FailureOf(ReadAsync());

        Assert.Equal((IngestionFailure.StateUnavailable, true), (failure.Failure, failure.IsTransient));
        Assert.Contains($"did not read the position of {EventFeed.AuditEvents} (404).", failure.Message, StringComparison.Ordinal);
        Assert.Single(_transport.Requests);
    }

    [Theory]
    [InlineData(200, "<html>sign in</html>")]
    [InlineData(200, "{}")]
    [InlineData(204, "")]
    public async Task ReadAsync_AnswerThatIsNotTheTables_IsNoRowAndMayPass(int status, string body)
    {
        _transport.Answer(status, body);

        IngestionException failure = await FailureOf(ReadAsync());

        Assert.Equal((IngestionFailure.StateUnavailable, true), (failure.Failure, failure.IsTransient));
        Assert.Contains("proxy or gateway", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("delete", failure.Message, StringComparison.Ordinal);
        Assert.Single(_transport.Requests);
    }

    [Fact]
    public async Task ReadAsync_RowWithoutETag_IsNotTheTablesAnswer()
    {
        _transport.Answer(200, Row);

        Assert.True((await FailureOf(ReadAsync())).IsTransient);
    }

    [Fact]
    public async Task ReadAsync_Redirect_IsNotFollowed()
    {
        _transport.Answer(302, "<html>", ("Location", "https://elsewhere.example/"));

        IngestionException failure = await FailureOf(ReadAsync());

        Assert.Equal((false, 302), (failure.IsTransient, failure.Status));
        Assert.Single(_transport.Requests);
    }

    [Theory]
    [InlineData(200, "<html>")]
    [InlineData(204, "")]
    [InlineData(201, "<html>")]
    [InlineData(201, "{}")]
    [InlineData(404, "<html>")]
    public async Task CommitAsync_AnswerThatIsNotTheTables_IsNoCommitAndMayPass(int status, string body)
    {
        _transport.Answer(status, body);

        IngestionException failure = await FailureOf(CommitAsync(State));

        Assert.Equal((IngestionFailure.StateUnavailable, true), (failure.Failure, failure.IsTransient));
        Assert.Contains("proxy or gateway", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(412)]
    [InlineData(404)]
    public async Task CommitAsync_ConflictAlthoughTheRowIsUnchanged_IsNotBelievedAndMayPass(int status)
    {
        _transport.Answer(status, "<html>").Answer(200, Row.Replace("mine", "the run before", StringComparison.Ordinal), Tag);

        IngestionException failure = await FailureOf(CommitAsync(State with { ETag = Tag.Item2 }));

        Assert.Equal((IngestionFailure.StateUnavailable, true, status), (failure.Failure, failure.IsTransient, failure.Status));
        Assert.Contains($"did not store the position of {EventFeed.AuditEvents}, although the row is unchanged ({status}).", failure.Message, StringComparison.Ordinal);
        Assert.Contains("proxy or gateway", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommitAsync_ConflictAlthoughTheRowIsStillAbsent_IsNotBelievedAndMayPass()
    {
        _transport.Answer(412, "<html>").Answer(404, "", Code("ResourceNotFound"));

        Assert.True((await FailureOf(CommitAsync(State))).IsTransient);
    }

    [Theory]
    [InlineData(409, false)]
    [InlineData(503, true)]
    public async Task CommitAsync_OtherStatus_IsANamedFailureAfterOneAttempt(int status, bool isTransient)
    {
        _transport.Answer(status, "<html>", ("Retry-After", "7"));

        IngestionException failure = await FailureOf(CommitAsync(State));

        Assert.Equal((IngestionFailure.StateUnavailable, IngestionTarget.CursorStore, isTransient, status), (failure.Failure, failure.Target, failure.IsTransient, failure.Status));
        Assert.Equal(TimeSpan.FromSeconds(7), failure.RetryAfter);
        Assert.Contains($"did not store the position of {EventFeed.AuditEvents} ({status}).", failure.Message, StringComparison.Ordinal);
        Assert.Single(_transport.Requests);
    }

    [Theory]
    [InlineData("""{"odata.error":{"code":"AuthenticationFailed","message":{"value":"The MAC signature 'SECRET' is not the same"}}}""", "403 AuthenticationFailed")]
    [InlineData("<Error><Code>AuthorizationFailure</Code><Message>SECRET</Message></Error>", "(403)")]
    public async Task CommitAsync_RefusalThatQuotesASignature_TellsItsCodeAlone(string body, string expected)
    {
        _transport.Answer(403, body);

        IngestionException failure = await FailureOf(CommitAsync(State));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Contains("Storage Table Data Contributor", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommitAsync_CodeThatIsNoCode_IsNotShown()
    {
        _transport.Answer(403, "", Code("sig=SECRET"));

        Assert.DoesNotContain("SECRET", (await FailureOf(CommitAsync(State))).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_NoAnswerAtAll_IsANamedFailureThatMayPass()
    {
        foreach (Exception exception in new Exception[] { new HttpRequestException("refused"), new IOException("reset"), new TaskCanceledException("connect", new TimeoutException()) })
        {
            _transport.Fail(exception);
            IngestionException failure = await FailureOf(ReadAsync());
            Assert.Equal((IngestionFailure.StateUnavailable, true), (failure.Failure, failure.IsTransient));
        }
    }

    [Fact]
    public async Task ReadAsync_SilentService_EndsWithTheAttemptsTime()
    {
        var store = new TableCursorStore(TestTables.Options, TestTables.Over(new SilentHandler(), time: _time));
        Task<FeedState?> reading = store.ReadAsync(EventFeed.AuditEvents, CancellationToken.None);

        _time.Advance(TestTables.Options.AttemptTimeout);

        IngestionException failure = await FailureOf(reading);
        Assert.True(failure.IsTransient);
        Assert.Contains("did not answer within 10 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_Stopped_IsNoFailure()
    {
        using var stop = new CancellationTokenSource();
        var store = new TableCursorStore(TestTables.Options, TestTables.Over(new SilentHandler(), time: _time));
        Task<FeedState?> reading = store.ReadAsync(EventFeed.AuditEvents, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    private static (string, string) Code(string code) => ("x-ms-error-code", code);

    private static Task<IngestionException> FailureOf(Task task) => Assert.ThrowsAsync<IngestionException>(() => task);

    private Task<FeedState?> ReadAsync() => _store.ReadAsync(EventFeed.AuditEvents, CancellationToken.None);

    private Task<CommitResult> CommitAsync(FeedState state) => _store.CommitAsync(EventFeed.AuditEvents, state, CancellationToken.None);

    /// <summary>Takes requests and never answers.</summary>
    private sealed class SilentHandler : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("never reached");
        }
    }
}
