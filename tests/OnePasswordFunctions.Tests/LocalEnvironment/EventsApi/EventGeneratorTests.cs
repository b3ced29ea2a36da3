using System.Text;
using System.Text.Json;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventsApi;

public class EventGeneratorTests
{
    private const string Account = "SJJQY7GBNN22XCEMPGQMGK2UPX";
    private readonly EventGenerator _generator = new(seed: 3, Account);

    [Fact]
    public void Create_ManyEvents_CoversTheCatalogue()
    {
        Assert.Empty(EventScribe.ValuesOf(SimulatedFeed.AuditEvents, "action").Except(Values(SimulatedFeed.AuditEvents, "action")));
        Assert.Empty(EventScribe.ValuesOf(SimulatedFeed.AuditEvents, "object_type").Except(Values(SimulatedFeed.AuditEvents, "object_type")));
        Assert.Empty(EventScribe.ValuesOf(SimulatedFeed.ItemUsages, "action").Except(Values(SimulatedFeed.ItemUsages, "action")));
        string[] signIns = [.. Events(SimulatedFeed.SignInAttempts).Select(json => $"{json.GetProperty("category")}/{json.GetProperty("type")}")];
        IEnumerable<string> results = EventScribe.ValuesOf(SimulatedFeed.SignInAttempts, "category").Zip(EventScribe.ValuesOf(SimulatedFeed.SignInAttempts, "type"), (category, type) => $"{category}/{type}");
        Assert.Equal(results.Order(), signIns.Distinct().Order());
    }

    [Fact]
    public void Create_ManyEvents_HasOptionalPartsInEveryPresence()
    {
        JsonElement[] signIns = [.. Events(SimulatedFeed.SignInAttempts)];
        Assert.Contains(signIns, json => json.TryGetProperty("details", out JsonElement details) && details.ValueKind == JsonValueKind.Null);
        Assert.Contains(signIns, json => json.TryGetProperty("details", out JsonElement details) && details.ValueKind == JsonValueKind.Object);
        Assert.Contains(signIns, json => !json.TryGetProperty("details", out _));
        Assert.Contains(signIns, json => !json.TryGetProperty("target_user", out _));
        JsonElement[] audits = [.. Events(SimulatedFeed.AuditEvents)];
        Assert.Contains(audits, json => !json.TryGetProperty("location", out _));
        Assert.Contains(audits, json => json.TryGetProperty("aux_info", out JsonElement text) && text.GetString()!.StartsWith('{'));
        Assert.Contains(Events(SimulatedFeed.ItemUsages), json => !json.TryGetProperty("action", out _));
    }

    [Fact]
    public void Create_ManyEvents_AreOfTheUsualSize()
    {
        foreach (SimulatedFeed feed in SimulatedFeed.All)
        {
            double mean = Enumerable.Range(0, 2000).Average(index => _generator.Create(feed, index, ticks: 0).Length);
            Assert.InRange(mean, 550, 1000);
        }
    }

    [Fact]
    public void Create_SameSeed_GivesSameBytes()
    {
        var again = new EventGenerator(seed: 3, Account);
        for (int index = 0; index < 500; index++)
        {
            Assert.Equal(Render(_generator, SimulatedFeed.AuditEvents, index), Render(again, SimulatedFeed.AuditEvents, index));
        }
    }

    [Fact]
    public void Create_AnEvent_CarriesTheUuidThatLeadsBack()
    {
        using var json = JsonDocument.Parse(Render(_generator, SimulatedFeed.SignInAttempts, 4711));
        byte[] uuid = Encoding.ASCII.GetBytes(json.RootElement.GetProperty("uuid").GetString()!);
        Assert.Equal((SimulatedFeed.SignInAttempts.Index, 4711L), _generator.Identity.Read(uuid));
        Assert.True(PageRequestBody.TryReadTime(json.RootElement.GetProperty("timestamp").GetString(), out _));
    }

    private static byte[] Render(EventGenerator generator, SimulatedFeed feed, long index) =>
        generator.Create(feed, index, DateTime.UnixEpoch.AddYears(56).Ticks).ToArray();

    private IEnumerable<JsonElement> Events(SimulatedFeed feed) => Enumerable.Range(0, 8000).Select(index =>
    {
        using var document = JsonDocument.Parse(Render(_generator, feed, index));
        return document.RootElement.Clone();
    });

    private HashSet<string?> Values(SimulatedFeed feed, string property)
        => [.. Events(feed).Select(json => json.TryGetProperty(property, out JsonElement value) ? value.GetString() : null)];
}
