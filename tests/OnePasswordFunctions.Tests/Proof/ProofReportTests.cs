using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Proof;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Proof;

public sealed class ProofReportTests
{
    private static readonly DateTimeOffset From = SteppedTime.Epoch;

    private static readonly ProofReport Good = new()
    {
        Request = new ProofRequest(EventFeed.AuditEvents, From, From.AddHours(1), false),
        ProvenTo = From.AddHours(1),
        StartedAt = From.AddDays(1),
        Duration = TimeSpan.FromSeconds(1),
        Counts = new ProofCounts(Served: 4, Once: 1, Repeated: 1, Altered: 0, DeadLetters: 1, Waiting: 1, NotCovered: 0, Missing: 0),
        Messages = 3,
        Surplus = 1,
        Strangers = 0,
        Lateness = new Lateness(),
    };

    [Fact]
    public void IsProven_EverythingThereOrAccountedFor_IsTrue() =>
        Assert.Equal((true, false, null), (Good.IsProven, Good.HasDefects, Good.ContinueFrom));

    [Fact]
    public void HasDefects_AnyOneOfThem_IsTrueAndNothingIsProven() => Assert.All(
        new[]
        {
            Good with { Counts = Good.Counts with { Missing = 1 } },
            Good with { Counts = Good.Counts with { Altered = 1 } },
            Good with { Streams = [Stream(isCurrent: true, missing: 1)] },
            Good with { Streams = [Stream(isCurrent: true, conflicts: 1)] },
        },
        report => Assert.Equal((true, false), (report.HasDefects, report.IsProven)));

    [Fact]
    public void HasDefects_InAStreamThatIsNotTheFeeds_IsFalse()
    {
        ProofReport report = Good with { Streams = [Stream(isCurrent: true), Stream(isCurrent: false, missing: 5, conflicts: 2)] };

        Assert.Equal((false, true, 0), (report.HasDefects, report.IsProven, report.Gaps));
    }

    [Fact]
    public void IsProven_SomethingCouldNotBeSaid_IsFalseWithoutADefect() => Assert.All(
        new[] { Good with { Counts = Good.Counts with { NotCovered = 1 } }, Good with { Partial = "why" } },
        report => Assert.Equal((false, false), (report.HasDefects, report.IsProven)));

    [Fact]
    public void ContinueFrom_OnlyAPartWasCompared_IsItsEnd() =>
        Assert.Equal(From.AddMinutes(20), (Good with { ProvenTo = From.AddMinutes(20) }).ContinueFrom);

    [Fact]
    public void StoredProof_IsTheReportInShort()
    {
        ProofReport report = Good with
        {
            ProvenTo = From.AddMinutes(20),
            Counts = new ProofCounts(Served: 10, Once: 1, Repeated: 0, Altered: 2, DeadLetters: 0, Waiting: 0, NotCovered: 3, Missing: 4),
            Streams = [Stream(isCurrent: true, missing: 5), Stream(isCurrent: false, missing: 6)],
            Partial = "why",
        };

        var expected = new StoredProof
        {
            MadeAt = From.AddDays(1),
            From = From,
            To = From.AddMinutes(20),
            Problem = "why",
            Served = 10,
            Missing = 4,
            Altered = 2,
            NotCovered = 3,
            Gaps = 5,
        };
        Assert.Equal(expected, StoredProof.Of(report));
        Assert.True(StoredProof.Of(Good).IsProven);
    }

    private static StreamFinding Stream(bool isCurrent, long missing = 0, long conflicts = 0) => new("s", isCurrent, 1, 9, missing, [], conflicts, []);
}
