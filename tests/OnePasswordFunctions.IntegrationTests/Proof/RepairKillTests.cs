using System.Net;
using System.Text.Json.Nodes;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.IntegrationTests.Proof;

/// <summary>A repair on the published worker that is killed in the middle, and asked for again on the next.</summary>
public sealed class RepairKillTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    private const int Events = 200;
    private const int Taken = 80;
    private const string Hub = "onepassword-events";
    private const string Prove = "prove-delivery?event_type=auditevents&from_date=2%20days&to_date=now";
    private const string Repair = Prove + "&should_repair=true";

    /// <summary>
    /// What the hub had stored when the second repair looks is missing no more, whether or not the first learned of it. Only a batch that
    /// was on its way all the time, and arrives after that, comes twice.
    /// </summary>
    [Theory]
    [InlineData("after the hub stored a batch and before it said so", "hold-outcome,count=1,after=2", false)]
    [InlineData("while a batch is on its way, which arrives when the next repair is done", "hold,count=1,after=2", true)]
    public async Task Kill_InTheMiddleOfARepair_TheNextOneRepairsTheRestAndAtMostABatchComesTwice(string moment, string fault, bool isLate)
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new() { EventsPerFeed = Events, BatchBytes = 8192 });
        await scenario.DrainAsync(EventFeed.AuditEvents);
        TakeOut(scenario.Hub);
        ActiveFault held = scenario.Hub.AddFault(fault);

        Task<HttpAnswer> first = scenario.GetAsync(Repair);
        await Eventually.TrueAsync(() => scenario.Hub.IsHolding(held) || first.IsCompleted, $"the repair comes to the moment {moment}");
        Assert.False(first.IsCompleted, "The repair ended before it came to the moment.");
        int before = Repairs(scenario);
        Assert.InRange(before, 1, Taken - 1);
        await scenario.KillAsync();
        Assert.NotEqual(HttpStatusCode.OK, (await Eventually.EndsAsync(first)).Status);

        JsonNode second = (await scenario.GetAsync(Repair)).Json;
        Assert.Equal((Taken - before, Taken - before), ((int)second["missing"]!, (int)second["repair"]!["published"]!));
        scenario.Hub.Faults.Clear();
        await Eventually.TrueAsync(() => scenario.Hub.Sends.ToList().All(send => send.Outcome is not null), "the hub has settled");

        JsonNode proof = (await scenario.GetAsync(Prove)).Json;
        int twice = Repairs(scenario) - Taken;
        Assert.Equal((Events, 0, 0), ((int)proof["served"]!, (int)proof["missing"]!, (int)proof["altered"]!));
        Assert.Equal((twice, twice, Events - twice), ((int)proof["repeated"]!, (int)proof["surplus_messages"]!, (int)proof["once"]!));
        Assert.Equal(isLate, twice > 0);
        Assert.InRange(twice, 0, scenario.LargestBatch);
        Figures.Print($"repair killed {moment}: taken out {Taken}, repaired before the kill {before}, by the next repair {(int)second["repair"]!["published"]!}, missing {(int)proof["missing"]!}, repeated {(int)proof["repeated"]!} (largest batch {scenario.LargestBatch})");
    }

    /// <summary>Not at either end of a partition: there it would look like what retention does.</summary>
    private static void TakeOut(EventHubStandIn hub)
    {
        HubMessage[] inside = [.. hub.Messages().Where(message => hub.Partition(Hub, message.Partition).State is var state && message.SequenceNumber > state.First && message.SequenceNumber < state.Last)];
        Array.ForEach(inside[20..(20 + Taken)], message => Assert.True(hub.Partition(Hub, message.Partition).Remove(message.SequenceNumber)));
    }

    private static int Repairs(IngestionScenario scenario) => scenario.Hub.Messages().Count(message => message.Properties["ingestMode"] == "repair");
}
