using System.Text;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.EventsApi;

public sealed class TokenIntrospectionReaderTests
{
    [Fact]
    public void Read_FullAnswer_TakesWhatItKnowsAndKeepsUnknownFeatures()
    {
        TokenIntrospection token = Read("""{"uuid":"I","account_uuid":"A","issued_at":"2026-01-02T03:04:05Z","features":["auditevents","new",7],"more":{}}""");

        Assert.Equal(("I", "A", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)), (token.IntegrationUuid, token.AccountUuid, token.IssuedAt));
        Assert.Equal(["auditevents", "new"], token.Features);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"uuid":null,"account_uuid":null,"features":null,"issued_at":"soon"}""")]
    [InlineData("""{"account_uuid":7,"features":"auditevents"}""")]
    public void Read_MembersMissingOrOdd_LeavesThemOpen(string body)
    {
        TokenIntrospection token = Read(body);

        Assert.Equal((null, null), (token.IntegrationUuid, token.AccountUuid));
        Assert.Null(token.IssuedAt);
        Assert.Empty(token.Features);
    }

    [Theory]
    [InlineData("", "is not JSON", true)]
    [InlineData("[]", "is not an object", false)]
    [InlineData("null", "is not an object", false)]
    [InlineData("<html>", "is not JSON", true)]
    [InlineData("""{"account_uuid":"\ud800"}""", "is not JSON", true)]
    public void Read_NotAnObjectOrBroken_SaysWhichAndMayPassIfItWasCut(string body, string expected, bool isTransient)
    {
        IngestionException failure = Assert.Throws<IngestionException>(() => Read(body));

        Assert.Equal((IngestionFailure.InvalidResponse, isTransient), (failure.Failure, failure.IsTransient));
        Assert.Contains($"the introspection {expected}.", failure.Message, StringComparison.Ordinal);
    }

    private static TokenIntrospection Read(string body) => TokenIntrospectionReader.Read(Encoding.UTF8.GetBytes(body));
}
