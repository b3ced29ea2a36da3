using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.Tests.LocalEnvironment.Faults;

public class FaultSpecTests
{
    [Fact]
    public void Parse_AFault_ReadsEachPart()
    {
        FaultSpec spec = FaultSpec.Parse(" itemusages:status=429 , count=2, every=3,after=4,chance=0.25,seed=7,request=cursor, retry-after=date+30 , body=html,bytes=100,for=2m ", EventsApiSimulator.Vocabulary);

        Assert.Equal(("status", "itemusages", 429), (spec.Kind, spec.Target, spec.Status));
        Assert.Equal((2, 3, 4, 0.25, 7, 100), (spec.Count, spec.Every, spec.After, spec.Chance, spec.Seed, spec.Bytes));
        Assert.Equal(("cursor", "html", true), (spec.Request, spec.Body, spec.RetryAfterAsDate));
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2)), (spec.RetryAfter, spec.For));
        Assert.StartsWith("itemusages:status=429", spec.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stall=250ms", 250)]
    [InlineData("ALL:Stall=30s", 30_000)]
    [InlineData("stall,delay=1.5m", 90_000)]
    [InlineData("stall=-1h", -3_600_000)]
    [InlineData("latency=00:00:01", 1000)]
    public void Parse_ADelay_TakesUnitsAndTimes(string text, double milliseconds)
    {
        FaultSpec spec = FaultSpec.Parse(text, EventsApiSimulator.Vocabulary);

        Assert.Equal((null, milliseconds), (spec.Target, spec.Delay!.Value.TotalMilliseconds));
    }

    [Theory]
    [InlineData("", "is not a fault. Allowed: array-body, cursor-empty")]
    [InlineData("items:status=500", "'items' in 'items:status=500' is not a target. Allowed before the colon: all, auditevents, itemusages, signinattempts, introspect.")]
    [InlineData("status", "status needs a number from 200 to 599")]
    [InlineData("status=600", "'600' is none")]
    [InlineData("stall,delay=soon", "'delay=soon' is not an option of a fault")]
    [InlineData("stall,delay=5", "'delay=5'")]
    [InlineData("stall,for=-1s", "'for=-1s'")]
    [InlineData("stall,count=0", "'count=0'")]
    [InlineData("stall,sometimes", "Allowed: count, every, after, chance, seed, request, retry-after, body, delay, for, bytes")]
    [InlineData("stall,chance=0", "'chance=0'")]
    [InlineData("stall*many", "'count=many'")]
    [InlineData("stall*99999999999", "'count=99999999999'")]
    [InlineData("lose-response", "is not a fault")]
    [InlineData("busy", "is not a fault")]
    [InlineData("stall,request=send", "request is one of other/reset/cursor/introspect")]
    [InlineData("status=503,body=loud", "body is one of usual/flat/html/text/empty")]
    public void Parse_BadText_SaysWhatIsAllowed(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => FaultSpec.Parse(text, EventsApiSimulator.Vocabulary)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("busy*3", 3, "send")]
    [InlineData("hub1:unauthorized,request=token", null, "token")]
    [InlineData("refuse", null, null)]
    public void Parse_AFaultOfTheHub_StrikesSendsUnlessItSaysOtherwise(string text, int? count, string? request)
    {
        FaultSpec spec = FaultSpec.Parse(text, EventHubStandIn.VocabularyOf(["hub1"]));

        Assert.Equal((count, request), (spec.Count, spec.Request));
    }

    [Theory]
    [InlineData("cursor-expired", "cursor")]
    [InlineData("status=500", null)]
    public void Parse_AFaultOfTheApi_StrikesWhatItCan(string text, string? request) =>
        Assert.Equal(request, FaultSpec.Parse(text, EventsApiSimulator.Vocabulary).Request);

    [Fact]
    public void Parse_EachWordOfAVocabulary_IsRead()
    {
        foreach (FaultVocabulary vocabulary in new[] { EventsApiSimulator.Vocabulary, EventHubStandIn.VocabularyOf(["hub1"]) })
        {
            Assert.Equal(vocabulary.Kinds, vocabulary.Kinds.Select(word => FaultSpec.Parse(word == "status" ? "status=500" : word.ToUpperInvariant(), vocabulary).Kind));
            Assert.Distinct(vocabulary.Kinds);
        }
    }
}
