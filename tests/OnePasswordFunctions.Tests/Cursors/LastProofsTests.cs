using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Proof;
using OnePasswordFunctions.Tests.Fakes;
using OnePasswordFunctions.Tests.Functions.Http;

namespace OnePasswordFunctions.Tests.Cursors;

public sealed class LastProofsTests
{
    private static readonly StoredProof Proof = new()
    {
        MadeAt = SteppedTime.Epoch.AddTicks(1234567),
        From = SteppedTime.Epoch.AddDays(-2).AddTicks(7),
        To = SteppedTime.Epoch.AddDays(-1),
        Problem = "why",
        Served = 1,
        Missing = 2,
        Altered = 3,
        NotCovered = 4,
        Gaps = 5,
        IsProven = true,
    };

    private readonly ScriptedTransport _scripted = new();
    private readonly LastProofs _proofs = new(TestTables.Options, TestTables.Over(new InMemoryTables()));

    [Fact]
    public async Task WriteAsync_AnyProof_ReadsBackTheSameForItsFeedAlone()
    {
        await _proofs.WriteAsync(EventFeed.AuditEvents, Proof, CancellationToken.None);

        Assert.Equal(Proof, await ReadAsync(_proofs));
        Assert.Null(await _proofs.ReadAsync(EventFeed.SignInAttempts, CancellationToken.None));
    }

    [Fact]
    public async Task WriteAsync_Again_ReplacesTheProof()
    {
        await _proofs.WriteAsync(EventFeed.AuditEvents, Proof, CancellationToken.None);
        StoredProof next = Proof with { MadeAt = Proof.MadeAt.AddDays(1), Problem = null, IsProven = false };
        await _proofs.WriteAsync(EventFeed.AuditEvents, next, CancellationToken.None);

        Assert.Equal(next, await ReadAsync(_proofs));
    }

    [Theory]
    [InlineData(500, 500)]
    [InlineData(501, 501)]
    [InlineData(9000, 501)]
    public async Task WriteAsync_LongProblem_IsCutAndSaysSo(int length, int stored)
    {
        await _proofs.WriteAsync(EventFeed.AuditEvents, Proof with { Problem = new string('x', length) }, CancellationToken.None);

        string? problem = (await ReadAsync(_proofs))!.Problem;

        Assert.Equal((stored, length > 500), (problem!.Length, problem.EndsWith('…')));
    }

    [Theory]
    [InlineData(404, "", "ResourceNotFound")]
    [InlineData(404, "", "TableNotFound")]
    [InlineData(200, """{"PartitionKey":"default-proofs","RowKey":"auditevents","From":"2026-01-01T00:00:00Z"}""", null)]
    [InlineData(200, """{"PartitionKey":"default-proofs","RowKey":"auditevents","MadeAt":"soon"}""", null)]
    public async Task ReadAsync_NoRowOrSomebodyElses_IsNull(int status, string body, string? code)
    {
        _scripted.Answer(status, body, code is null ? [("ETag", "W/\"1\"")] : [("x-ms-error-code", code)]);

        Assert.Null(await ReadAsync(new LastProofs(TestTables.Options, TestTables.Over(_scripted))));
        Assert.Contains("(PartitionKey='default-proofs',RowKey='auditevents')", _scripted.Requests[0].Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_TableFails_SaysWhatWasToBeDone()
    {
        _scripted.Answer(403, "", ("x-ms-error-code", "AuthorizationPermissionMismatch"));

        IngestionException failure = await Assert.ThrowsAsync<IngestionException>(() => ReadAsync(new LastProofs(TestTables.Options, TestTables.Over(_scripted))));

        Assert.Contains($"did not read the proof of {EventFeed.AuditEvents} (403", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_TableFails_SaysWhatWasToBeDone()
    {
        _scripted.Answer(503, "", ("x-ms-error-code", "ServerBusy"));
        var proofs = new LastProofs(TestTables.Options, TestTables.Over(_scripted));

        IngestionException failure = await Assert.ThrowsAsync<IngestionException>(() => proofs.WriteAsync(EventFeed.AuditEvents, Proof, CancellationToken.None));

        Assert.Contains($"did not store the proof of {EventFeed.AuditEvents} (503", failure.Message, StringComparison.Ordinal);
    }

    private static Task<StoredProof?> ReadAsync(LastProofs proofs) => proofs.ReadAsync(EventFeed.AuditEvents, CancellationToken.None);
}
