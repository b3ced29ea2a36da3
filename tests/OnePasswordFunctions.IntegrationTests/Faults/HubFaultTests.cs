using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;

namespace OnePasswordFunctions.IntegrationTests.Faults;

/// <summary>The hub, or what stands in front of it, fails at the second batch of a run. A fault that begins with <c>batch:</c> is the gateway's.</summary>
public sealed class HubFaultTests(PublishedAppFixture fixture, FaultFigures figures) : IClassFixture<PublishedAppFixture>, IClassFixture<FaultFigures>
{
    private static readonly FaultRow[] Rows =
    [
        Passing("reset before the request was read", "reset-before", "could not be reached"),
        Passing("reset after the request was read", "reset-after", "could not be reached"),
        Passing("the batch is accepted and its answer lost", "lose-response", "could not be reached") with { Repeats = 1, Ahead = 1 },
        Passing("500", "status=500", "answered 500"),
        Passing("500 with Retry-After", "status=500,retry-after=1", "answered 500") with { Pause = "1.0 s" },
        Passing("502 of a gateway", "batch:status=502,body=html", "answered 502"),
        Passing("504 of a gateway", "batch:status=504,body=text", "answered 504"),
        Passing("408", "status=408", "answered 408"),
        Passing("511 of a network that wants a sign-in", "batch:status=511,body=html", "answered 511"),
        new("401", "status=401", "Unauthorized", "Azure Event Hubs Data Sender"),
        new("403 of a firewall", "status=403", "Unauthorized", "a firewall can refuse too"),
        new("403 of a gateway", "batch:status=403,body=html", "Unauthorized", "(403)"),
        new("404", "status=404", "HubNotFound", "correct EventHubName"),
        new("410", "status=410", "HubNotFound", "does not exist"),
        new("400 to a small batch", "status=400", "RequestRejected", "(400 "),
        new("413 to a small batch", "status=413", "BatchTooLarge", "EventHubMaxBatchBytes"),
        new("407 of a proxy", "batch:status=407,body=html", "RequestRejected", "(407)"),
        new("302 to a sign-in page", "batch:status=302,body=html", "RequestRejected", "redirect (302)"),
        new("307 to another host", "batch:status=307,body=empty", "RequestRejected", "redirect (307)"),
        new("HTML with 200", "batch:html", "InvalidResponse", "proxy"),
        new("HTML with 201", "batch:status=201,body=html", "InvalidResponse", "proxy"),
        new("text with 201", "batch:status=201,body=text", "InvalidResponse", "proxy"),
        new("202", "batch:status=202,body=empty", "InvalidResponse", "202 instead of 201"),
        new("204", "batch:status=204,body=empty", "InvalidResponse", "204 instead of 201"),
    ];

    public static TheoryData<string> Names => FaultRow.NamesOf(Rows);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Run_HubFault_IsNamedKeepsThePositionAndLosesNothing(string fault) =>
        figures.ProveAsync(Rows, fault, row => FaultProof.ProveAsync(fixture, IngestionTarget.EventHub, row, figures, "Event Hubs"));

    private static FaultRow Passing(string name, string fault, string advice) => new(name, fault, "Unavailable", advice) { Passes = true };
}
