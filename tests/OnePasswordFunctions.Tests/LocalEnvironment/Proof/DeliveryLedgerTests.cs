using System.Text;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.Proof;
using OnePasswordFunctions.Tests.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.Tests.LocalEnvironment.Proof;

public class DeliveryLedgerTests
{
    private static readonly SimulatedFeed Feed = SimulatedFeed.SignInAttempts;

    [Fact]
    public async Task Compare_EverythingOnceInOrder_IsExact()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync(options => options.EventsPerFeed = 1500);
        var ledger = new DeliveryLedger(running.Simulator);
        foreach (SimulatedFeed feed in SimulatedFeed.All)
        {
            Record(ledger, await running.ReadAllAsync(feed));
        }

        DeliveryReport report = ledger.Compare();
        Assert.Equal((true, 0, 0), (report.NothingLost, report.Repeated, report.OutOfOrder));
        Assert.Equal((4500, 4500, 4500), (report.Held, report.Served, report.Published));
        Assert.EndsWith(
            "all feeds     : held 4,500, served 4,500, published 4,500, missing 0, repeated 0, altered 0, out of order 0, unknown 0",
            report.Describe(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_WithoutOne_IsMissing()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync(options => options.EventsPerFeed = 100);
        var ledger = new DeliveryLedger(running.Simulator);
        IReadOnlyList<string> items = await running.ReadAllAsync(Feed);
        Record(ledger, items.Where((_, index) => index != 42));
        DeliveryReport report = ledger.Compare();
        Assert.False(report.NothingLost);
        Assert.Equal(1, report.Missing);
    }

    [Fact]
    public async Task Compare_EventsThatWereHeldButNotServed_AreNotMissing()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync(options => options.EventsPerFeed = 100);
        DeliveryReport report = new DeliveryLedger(running.Simulator).Compare();
        Assert.Equal((300, 0, 0), (report.Held, report.Served, report.Missing));
    }

    [Fact]
    public async Task Compare_ABatchTwice_CountsRepeatsAndNoDisorder()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync(options => options.EventsPerFeed = 100);
        var ledger = new DeliveryLedger(running.Simulator);
        IReadOnlyList<string> items = await running.ReadAllAsync(Feed);
        Record(ledger, items.Take(50).Concat(items.Skip(30)));
        DeliveryReport report = ledger.Compare();
        Assert.True(report.NothingLost);
        Assert.Equal((20, 0), (report.Repeated, report.OutOfOrder));
    }

    [Fact]
    public async Task Compare_OneOvertaking_IsOutOfOrder()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync(options => options.EventsPerFeed = 10);
        var ledger = new DeliveryLedger(running.Simulator);
        IReadOnlyList<string> items = await running.ReadAllAsync(Feed);
        Record(ledger, items.Take(3).Append(items[4]).Append(items[3]).Concat(items.Skip(5)));
        Assert.Equal((1, 0), (ledger.Compare().OutOfOrder, ledger.Compare().Missing));
    }

    [Fact]
    public async Task Compare_OneByteChanged_IsAlteredAndMissing()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync(options => options.EventsPerFeed = 10);
        var ledger = new DeliveryLedger(running.Simulator);
        IReadOnlyList<string> items = await running.ReadAllAsync(Feed);
        Record(ledger, items.Select((item, index) => index == 7 ? item[..^1] + " }" : item));
        Assert.Equal((1, 1, 0), (ledger.Compare().Altered, ledger.Compare().Missing, ledger.Compare().Unknown));
    }

    [Fact]
    public async Task Compare_AMessageOfNoEvent_IsUnknown()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync(options => options.EventsPerFeed = 1);
        var ledger = new DeliveryLedger(running.Simulator);
        Record(ledger, ["{}", """{"uuid":"P5NJH2MUM7MJAFKEJLFGIQUQM7"}""", ""]);
        Assert.Equal(3, ledger.Compare().Unknown);
    }

    [Fact]
    public async Task Compare_ExplicitEvents_GoByTheirBytes()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync();
        var ledger = new DeliveryLedger(running.Simulator);
        string[] events = ["""{"note":"no uuid"}""", """{"note":"no uuid"}""", """{"uuid":"MINE","n":1}""", """{"uuid":"OTHER"}"""];
        foreach (string json in events)
        {
            running.Simulator.Log(Feed).AddEvent(Encoding.UTF8.GetBytes(json));
        }

        await running.ReadAllAsync(Feed);
        Record(ledger, [events[0], events[1], """{"uuid":"MINE","n":2}""", events[3], events[3]]);
        DeliveryReport report = ledger.Compare();
        Assert.Equal((4, 3, 1, 1, 0, 1), (report.Served, report.Published, report.Missing, report.Repeated, report.Altered, report.Unknown));
    }

    private static void Record(DeliveryLedger ledger, IEnumerable<string> bodies)
    {
        foreach (string body in bodies)
        {
            ledger.Record(Encoding.UTF8.GetBytes(body));
        }
    }
}
