using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;

namespace OnePasswordFunctions.IntegrationTests.Faults;

/// <summary>Table Storage, or what stands in front of it, fails when the position is read. Without a position nothing is asked for.</summary>
public sealed class TableReadFaultTests(PublishedAppFixture fixture, FaultFigures figures) : IClassFixture<PublishedAppFixture>, IClassFixture<FaultFigures>
{
    private static readonly FaultRow[] Rows =
    [
        Passing("reset before the request was read", "reset-before", "could not be reached"),
        Passing("reset after the request was read", "reset-after", "could not be reached"),
        Passing("the answer is lost", "lose-response", "could not be reached"),
        Passing("reset in the middle of the row", "reset-mid-body", "could not be reached"),
        Passing("a row that is JSON cut in the middle", "truncated-json", "answers in its place"),
        Passing("a row shorter than announced", "truncated-length", "could not be reached"),
        Passing("500", "status=500", "(500"),
        Passing("503 with Retry-After", "status=503,retry-after=1", "(503") with { Pause = "1.0 s" },
        Passing("429", "status=429", "(429"),
        Passing("408", "status=408,body=text", "(408"),
        Passing("502 of a gateway", "status=502,body=html", "(502"),
        Passing("HTML with 200", "html", "proxy"),
        Passing("an empty object", "empty-object", "is not the feed's row"),
        Passing("no body", "empty-body", "answers in its place"),
        Passing("HTML with 200 and no version", "status=200,body=html", "answers in its place"),
        Passing("404 of a gateway", "status=404,body=html", "proxy"),
        Passing("204", "status=204,body=empty", "(204"),
        Permanent("302 to a sign-in page", "status=302,body=html", "(302"),
        Permanent("400", "status=400", "(400"),
        Permanent("401", "status=401", "Storage Table Data Contributor"),
        Permanent("403", "status=403", "a firewall can refuse too"),
    ];

    public static TheoryData<string> Names => FaultRow.NamesOf(Rows);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Run_TableCannotBeRead_IsNamedAndLosesNothing(string fault) =>
        figures.ProveAsync(Rows, fault, row => FaultProof.ProveAsync(fixture, IngestionTarget.CursorStore, row, figures, "Table Storage, reading"));

    private static FaultRow Permanent(string name, string fault, string advice) => new(name, "read:" + fault, "StateUnavailable", advice) { After = 0 };

    private static FaultRow Passing(string name, string fault, string advice) => Permanent(name, fault, advice) with { Passes = true };
}
