using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;

namespace OnePasswordFunctions.IntegrationTests.Faults;

/// <summary>The hub, or the network in front of it, fails at the second batch of a run, or when a link is opened.</summary>
public sealed class HubFaultTests(PublishedAppFixture fixture, FaultFigures figures) : IClassFixture<PublishedAppFixture>, IClassFixture<FaultFigures>
{
    // What a cut is called depends on what the client was about to do.
    private const string Address = " at 127.0.0.1:";
    private const string Role = "Azure Event Hubs Data Sender";

    private static readonly FaultRow[] Rows =
    [
        Passing("the connection is cut before the batch is stored", "reset-before", Address),
        Passing("the batch is stored and the connection cut", "lose-response", Address) with { Repeats = 1, Ahead = 1 },
        Passing("amqp:internal-error", "internal-error", "(ServiceCommunicationProblem)"),
        Passing("com.microsoft:timeout", "timeout", "(ServiceTimeout)"),
        Passing("a small batch is refused for its size", "too-large", "(ServiceCommunicationProblem)"),
        Passing("the batch is released", "released", "(GeneralError)"),
        new("amqp:unauthorized-access", "unauthorized", "Unauthorized", Role),
        new("amqp:resource-limit-exceeded", "quota", "RequestRejected", "a quota of its namespace is used up"),
        new("amqp:not-found", "not-found", "HubNotFound", "correct EventHubName"),
        new("com.microsoft:entity-disabled", "disabled", "HubNotFound", "or is disabled"),
        new("amqp:not-allowed", "not-allowed", "RequestRejected", "refused the request (InvalidOperationException)"),
        new("com.microsoft:argument-error", "argument-error", "RequestRejected", "refused the request (Argument"),
        AtTheLink(Passing("the connection is cut as soon as it is made", "refuse", "could not be reached")),
        AtTheLink(Passing("the connection is cut while a link is opened", "reset-before,request=attach", Address)),
        AtTheLink(Passing("the connection is closed while a link is opened", "close,request=attach", Address)),
        AtTheLink(Passing("the connection is cut while a token is put", "reset-before,request=token", Address)),
        AtTheLink(Passing("amqp:internal-error for a link", "internal-error,request=attach", "(amqp:internal-error)")),
        AtTheLink(new("amqp:not-found for a link", "not-found,request=attach", "HubNotFound", "correct EventHubName")),
        AtTheLink(new("com.microsoft:entity-disabled for a link", "disabled,request=attach", "HubNotFound", "or is disabled")),
        AtTheLink(new("amqp:unauthorized-access for a link", "unauthorized,request=attach", "Unauthorized", Role)),
        AtTheLink(new("amqp:resource-limit-exceeded for a link", "quota,request=attach", "RequestRejected", "a quota of its namespace is used up")),
        AtTheLink(new("401 for a token", "unauthorized,request=token", "Unauthorized", Role)),
        AtTheLink(new("404 for a token", "not-found,request=token", "HubNotFound", "correct EventHubName")),
        AtTheLink(Passing("500 for a token", "internal-error,request=token", Address)),
    ];

    public static TheoryData<string> Names => FaultRow.NamesOf(Rows);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Run_HubFault_IsNamedKeepsThePositionAndLosesNothing(string fault) =>
        figures.ProveAsync(Rows, fault, row => FaultProof.ProveAsync(fixture, IngestionTarget.EventHub, row, figures, "Event Hubs"));

    private static FaultRow Passing(string name, string fault, string advice) => new(name, fault, "Unavailable", advice) { Passes = true };

    private static FaultRow AtTheLink(FaultRow row) => row with { After = 0, IsAtTheLink = true };
}
