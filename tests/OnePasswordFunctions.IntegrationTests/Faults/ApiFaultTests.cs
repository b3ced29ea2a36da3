using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;

namespace OnePasswordFunctions.IntegrationTests.Faults;

/// <summary>The Events API, or what stands in front of it, breaks the connection or fails in a way that may pass.</summary>
public sealed class ApiFaultTests(PublishedAppFixture fixture, FaultFigures figures) : IClassFixture<PublishedAppFixture>, IClassFixture<FaultFigures>
{
    private static readonly FaultRow[] Rows =
    [
        Passing("reset before the request was read", "reset-before", "Unavailable", "The Events API at"),
        Passing("reset after the request was read", "reset-after", "Unavailable", "The Events API at"),
        Passing("reset in the middle of the body", "reset-mid-body", "Unavailable", "The Events API at"),
        Passing("a body that is JSON cut in the middle", "truncated-json", "InvalidResponse", "it ends too early"),
        Passing("a body shorter than announced", "truncated-length", "InvalidResponse", "ended too early"),
        Passing("no body", "empty-body", "InvalidResponse", "it ends too early"),
        Passing("500", "status=500", "Unavailable", "answered 500"),
        Passing("502 of a gateway", "status=502,body=html", "Unavailable", "answered 502"),
        Passing("503", "status=503", "Unavailable", "answered 503"),
        Passing("503 with Retry-After", "status=503,retry-after=1", "Unavailable", "answered 503") with { Pause = "1.0 s" },
        Passing("504 without a body", "status=504,body=empty", "Unavailable", "answered 504"),
        Passing("408", "status=408", "Unavailable", "answered 408"),
        Passing("511 of a network that wants a sign-in", "status=511,body=html", "Unavailable", "answered 511"),
    ];

    public static TheoryData<string> Names => FaultRow.NamesOf(Rows);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Run_ApiFaultThatMayPass_HealsOnceAndForGoodEndsWithFewRequests(string fault) =>
        figures.ProveAsync(Rows, fault, row => FaultProof.ProveAsync(fixture, IngestionTarget.EventsApi, row, figures, "Events API, faults that may pass"));

    private static FaultRow Passing(string name, string fault, string failure, string advice) => new(name, fault, failure, advice) { Passes = true };
}
