using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.Tests.LocalEnvironment.Faults;

public class FaultSpecTests
{
    [Theory]
    [InlineData("itemusages:status=503,count=2,retry-after=5", "itemusages:status=503,count=2,retry-after=5")]
    [InlineData(" status=429 , retry-after=date+30 , body=html ", "all:status=429,retry-after=date+30,body=html")]
    [InlineData("ALL:Stall=30s,request=cursor", "all:stall,request=cursor,delay=30000ms")]
    [InlineData("latency=00:00:01,every=3,after=4", "all:latency,every=3,after=4,delay=1000ms")]
    [InlineData("clock-skew=-1h", "all:clock-skew,delay=-3600000ms")]
    [InlineData("truncated-json,bytes=100,for=2m", "all:truncated-json,for=120000ms,bytes=100")]
    public void TryParse_AFault_ReadsItAndWritesItAgain(string text, string expected)
    {
        Assert.True(FaultSpec.TryParse(text, FaultVocabulary.EventsApi, out FaultSpec? spec, out string error), error);
        Assert.Equal(expected, spec!.ToString());
        Assert.True(FaultSpec.TryParse(expected, FaultVocabulary.EventsApi, out FaultSpec? again, out _));
        Assert.Equal(spec, again);
    }

    [Theory]
    [InlineData("", "is not a fault. Allowed: array-body, clock-skew")]
    [InlineData(null, "is not a fault")]
    [InlineData("items:status=500", "'items' in 'items:status=500' is not a target. Allowed before the colon: all, auditevents, itemusages, signinattempts, introspect.")]
    [InlineData("status", "status needs a number from 200 to 599")]
    [InlineData("status=600", "'600' is none")]
    [InlineData("stall,delay=soon", "'delay=soon' is not an option of a fault")]
    [InlineData("stall,count=0", "'count=0'")]
    [InlineData("stall,sometimes", "Allowed: count, every, after, request, retry-after, body, delay, for, bytes")]
    [InlineData("lose-response", "is not a fault")]
    public void TryParse_BadText_SaysWhatIsAllowed(string? text, string expected)
    {
        Assert.False(FaultSpec.TryParse(text, FaultVocabulary.EventsApi, out FaultSpec? spec, out string error));
        Assert.Null(spec);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void KindNames_EachWord_IsReadAndWritten()
    {
        foreach (string name in FaultVocabulary.EventsApi.KindNames)
        {
            string text = "all:" + (name == "status" ? "status=500" : name);
            Assert.True(FaultSpec.TryParse(text, FaultVocabulary.EventsApi, out FaultSpec? spec, out string error), error);
            Assert.Equal(text, spec!.ToString());
        }

        Assert.Equal(Enum.GetValues<FaultKind>().Length - 1, FaultVocabulary.EventsApi.KindNames.Count());
    }
}
