using Microsoft.Extensions.Logging.Abstractions;
using OnePasswordFunctions.Diagnostics.Connection;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Diagnostics.Connection;

public sealed class TokenChecksTests
{
    [Theory]
    [InlineData("com.1password.connect")]
    [InlineData("https://com.1password.connect")]
    [InlineData("events.1password.com.evil.example")]
    public async Task Region_TokenNamesAnUnknownServer_NobodyIsSentThere(string audience)
    {
        TokenChecks checks = Checks(audience);

        ConnectionCheck region = await RegionAsync(checks);

        Assert.Equal((CheckOutcome.Skipped, null), (region.Finding.Outcome, region.Finding.Advice));
        Assert.DoesNotContain(audience, region.Finding.Seen + checks.RefusalAdvice, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("events.1password.eu")]
    [InlineData("https://events.1password.eu")]
    public async Task Region_TokenOfAnotherRegion_AdvisesItsServer(string audience)
    {
        TokenChecks checks = Checks(audience);

        ConnectionCheck region = await RegionAsync(checks);

        Assert.Equal(CheckOutcome.Failed, region.Finding.Outcome);
        Assert.StartsWith("Set OnePassword__ServerUrl to https://events.1password.eu,", region.Finding.Advice, StringComparison.Ordinal);
        Assert.Contains("aud is events.1password.eu,", checks.RefusalAdvice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("events.1password.com")]
    [InlineData("https://events.1password.com")]
    public async Task Region_TokenOfTheServer_IsRight(string audience)
    {
        TokenChecks checks = Checks(audience);

        Assert.Equal(CheckOutcome.Ok, (await RegionAsync(checks)).Finding.Outcome);
        Assert.StartsWith("Revoked or expired token", checks.RefusalAdvice, StringComparison.Ordinal);
    }

    private static async Task<ConnectionCheck> RegionAsync(TokenChecks checks) =>
        Assert.Single(await checks.RunAsync(false, CancellationToken.None), check => check.Name == CheckNames.TokenRegion);

    private static TokenChecks Checks(string audience)
    {
        var time = new SteppedTime();
        IngestionOptions ingestion = new ObservedFeed { Token = new TokenClaims(audience, ["auditevents"], null, null) }.Options;
        return new TokenChecks(
            new FakeEventsApi(), new EventsApiOptions { ServerUrl = new Uri("https://events.1password.com"), ApiToken = "token" }, ingestion,
            new CheckRunner(time, NullLogger<CheckRunner>.Instance), time);
    }
}
