using OnePasswordFunctions.Settings;

namespace OnePasswordFunctions.Tests.Settings;

public sealed class ConnectionStringTests
{
    [Theory]
    [InlineData("Endpoint=sb://a/;SharedAccessKey=abc==")]
    [InlineData(";endpoint = sb://a/ ; SHAREDACCESSKEY=abc==;;")]
    public void TryParse_GoodText_FindsPartsInAnyCaseAndKeepsEqualsSigns(string text)
    {
        Assert.True(ConnectionString.TryParse(text, out ConnectionString? parsed, out string? why));
        Assert.Null(why);
        Assert.Equal(("sb://a/", "abc==", null), (parsed["Endpoint"], parsed["SharedAccessKey"], parsed["EntityPath"]));
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData(" ; ;", "it is empty")]
    [InlineData("SECRETSECRET", "part 1 is not of the form name=value")]
    [InlineData("a=b;SECRETSECRET", "part 2 is not of the form name=value")]
    [InlineData("a=b;=SECRETSECRET", "part 2 is not of the form name=value")]
    [InlineData("a=b;c=", "part 2 is not of the form name=value")]
    [InlineData("a=SECRETSECRET;A=c", "part 2 repeats an earlier name")]
    public void TryParse_BadText_SaysWhichPartAndNoValue(string text, string expected)
    {
        Assert.False(ConnectionString.TryParse(text, out ConnectionString? parsed, out string? why));
        Assert.Null(parsed);
        Assert.Equal(expected, why);
    }

    [Theory]
    [InlineData("x=true", true)]
    [InlineData("X=TRUE", true)]
    [InlineData("x=yes", false)]
    [InlineData("y=true", false)]
    public void IsTrue_AnyValue_IsTrueOnlyForTrue(string text, bool expected)
    {
        Assert.True(ConnectionString.TryParse(text, out ConnectionString? parsed, out _));
        Assert.Equal(expected, parsed.IsTrue("x"));
    }
}
