using System.Text;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;
using OnePasswordFunctions.Tests.Functions.Http;

namespace OnePasswordFunctions.Tests.Cursors;

/// <summary>Dead letters go into a table of their own, and come back when they are asked for.</summary>
public sealed class DeadLetterStoreTests
{
    private readonly ScriptedTransport _transport = new();
    private readonly TableCursorStore _store;

    public DeadLetterStoreTests() => _store = new TableCursorStore(TestTables.Options, TestTables.Over(_transport));

    [Fact]
    public async Task RecordDeadLetterAsync_TableMissing_CreatesItAndRepeats()
    {
        _transport.Answer(404, "", Code("TableNotFound")).Answer(204).Answer(204, "", ("ETag", "W/\"1\""));

        await RecordAsync(_store, "a/b");

        Assert.StartsWith("https://contoso.table.core.windows.net/OnePasswordCursorsDeadLetters(PartitionKey='default-auditevents',RowKey='a_002fb')", _transport.Requests[2].Url, StringComparison.Ordinal);
        Assert.Contains("\"Reason\":\"too large\"", Encoding.UTF8.GetString(_transport.Requests[2].Body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(204)]
    [InlineData(404)]
    public async Task RecordDeadLetterAsync_AnswerOfSomethingElse_DoesNotCountAsRecorded(int status)
    {
        _transport.Answer(status, status == 404 ? "<html>" : "");

        IngestionException failure = await Assert.ThrowsAsync<IngestionException>(() => RecordAsync(_store, "a"));

        Assert.Equal((IngestionFailure.StateUnavailable, true), (failure.Failure, failure.IsTransient));
        Assert.Single(_transport.Requests);
    }

    [Fact]
    public async Task RecordDeadLetterAsync_RefusedByTheTableThatWasJustCreated_SaysWhatWasToBeDone()
    {
        _transport.Answer(404, "", Code("TableNotFound")).Answer(204).Answer(409, "", Code("EntityAlreadyExists"));

        IngestionException failure = await Assert.ThrowsAsync<IngestionException>(() => RecordAsync(_store, "a"));

        Assert.Contains($"did not record a dead letter of {EventFeed.AuditEvents} (409 EntityAlreadyExists).", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadDeadLettersAsync_WhatWasRecorded_IsThereForItsFeedAlone()
    {
        var store = new TableCursorStore(TestTables.Options, TestTables.Over(new InMemoryTables()));
        Assert.Empty(await store.ReadDeadLettersAsync(EventFeed.AuditEvents, CancellationToken.None));
        await RecordAsync(store, "E1");
        await RecordAsync(store, "E2");

        IReadOnlyList<DeadLetter> letters = await store.ReadDeadLettersAsync(EventFeed.AuditEvents, CancellationToken.None);

        Assert.Equal([Letter("E1"), Letter("E2")], letters);
        Assert.Empty(await store.ReadDeadLettersAsync(EventFeed.SignInAttempts, CancellationToken.None));
    }

    [Fact]
    public async Task ReadDeadLettersAsync_RowsOfSomebodyElse_AreLeftOut()
    {
        _transport.Answer(200, """{"value":[{"RowKey":"1","EventId":"E1","RecordedAt":"soon"},{"RowKey":"2"},{"RowKey":"3","EventId":"E3","Bytes":5000000000},{"RowKey":"4","EventId":"E4"}]}""");

        IReadOnlyList<DeadLetter> letters = await _store.ReadDeadLettersAsync(EventFeed.AuditEvents, CancellationToken.None);

        Assert.Equal("E4", Assert.Single(letters).EventId);
    }

    [Fact]
    public async Task ReadDeadLettersAsync_TableFails_SaysWhatWasToBeDone()
    {
        _transport.Answer(503, "", Code("ServerBusy"));

        IngestionException failure = await Assert.ThrowsAsync<IngestionException>(() => _store.ReadDeadLettersAsync(EventFeed.AuditEvents, CancellationToken.None));

        Assert.Contains($"did not read the dead letters of {EventFeed.AuditEvents} (503 ServerBusy).", failure.Message, StringComparison.Ordinal);
    }

    private static (string, string) Code(string code) => ("x-ms-error-code", code);

    private static DeadLetter Letter(string eventId) => new(eventId, null, 7, "too large", SteppedTime.Epoch, "run");

    private static Task RecordAsync(TableCursorStore store, string eventId) => store.RecordDeadLetterAsync(EventFeed.AuditEvents, Letter(eventId), CancellationToken.None);
}
