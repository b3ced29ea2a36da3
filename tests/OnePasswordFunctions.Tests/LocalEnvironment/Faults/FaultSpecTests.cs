using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.Tests.LocalEnvironment.Faults;

public class FaultSpecTests
{
    [Theory]
    [InlineData("itemusages:status=503,count=2,retry-after=5", "itemusages:status=503,count=2,retry-after=5")]
    [InlineData(" status=429 , retry-after=date+30 , body=html ", "all:status=429,retry-after=date+30,body=html")]
    [InlineData("ALL:Stall=30s,request=cursor", "all:stall,request=cursor,delay=30000ms")]
    [InlineData("latency=00:00:01,every=3,after=4", "all:latency,every=3,after=4,delay=1000ms")]
    [InlineData("truncated-json,bytes=100,for=2m", "all:truncated-json,for=120000ms,bytes=100")]
    [InlineData("html*3,chance=0.25,seed=7", "all:html,count=3,chance=0.25,seed=7")]
    public void TryParse_AFault_ReadsItAndWritesItAgain(string text, string expected)
    {
        Assert.True(FaultSpec.TryParse(text, FaultVocabulary.EventsApi, out FaultSpec? spec, out string error), error);
        Assert.Equal(expected, spec!.ToString());
        Assert.True(FaultSpec.TryParse(expected, FaultVocabulary.EventsApi, out FaultSpec? again, out _));
        Assert.Equal(spec, again);
    }

    [Theory]
    [InlineData("", "is not a fault. Allowed: array-body, cursor-empty")]
    [InlineData(null, "is not a fault")]
    [InlineData("items:status=500", "'items' in 'items:status=500' is not a target. Allowed before the colon: all, auditevents, itemusages, signinattempts, introspect.")]
    [InlineData("status", "status needs a number from 200 to 599")]
    [InlineData("status=600", "'600' is none")]
    [InlineData("stall,delay=soon", "'delay=soon' is not an option of a fault")]
    [InlineData("stall,count=0", "'count=0'")]
    [InlineData("stall,sometimes", "Allowed: count, every, after, chance, seed, request, retry-after, body, delay, for, bytes")]
    [InlineData("stall,chance=0", "'chance=0'")]
    [InlineData("stall*many", "'count=many'")]
    [InlineData("lose-response", "is not a fault")]
    [InlineData("busy", "is not a fault")]
    public void TryParse_BadText_SaysWhatIsAllowed(string? text, string expected)
    {
        Assert.False(FaultSpec.TryParse(text, FaultVocabulary.EventsApi, out FaultSpec? spec, out string error));
        Assert.Null(spec);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("busy*3", "all:busy,count=3,request=send")]
    [InlineData("hub1:unauthorized,request=token", "hub1:unauthorized,request=token")]
    [InlineData("refuse", "all:refuse")]
    public void TryParse_AFaultOfTheHub_StrikesSendsUnlessItSaysOtherwise(string text, string expected)
    {
        Assert.True(FaultSpec.TryParse(text, FaultVocabulary.EventHubs(["hub1"]), out FaultSpec? spec, out string error), error);
        Assert.Equal(expected, spec!.ToString());
    }

    [Fact]
    public void KindNames_EachWord_IsReadAndWritten()
    {
        FaultVocabulary[] vocabularies = [FaultVocabulary.EventsApi, FaultVocabulary.EventHubs(["hub1"])];
        foreach (FaultVocabulary vocabulary in vocabularies)
        {
            foreach (string name in vocabulary.KindNames)
            {
                string text = "all:" + (name == "status" ? "status=500" : name);
                Assert.True(FaultSpec.TryParse(text, vocabulary, out FaultSpec? spec, out string error), error);
                Assert.StartsWith(text, spec!.ToString(), StringComparison.Ordinal);
            }
        }

        Assert.Equal(Enum.GetValues<FaultKind>().Length, vocabularies.SelectMany(vocabulary => vocabulary.KindNames).Distinct().Count());
    }
}
