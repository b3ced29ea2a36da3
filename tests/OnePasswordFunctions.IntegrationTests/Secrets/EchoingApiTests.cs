using Microsoft.AspNetCore.Http;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;

namespace OnePasswordFunctions.IntegrationTests.Secrets;

/// <summary>
/// An API, or a gateway before it, that quotes the token in everything it answers. Each run must end with the right name;
/// that nothing of the token comes out is what <see cref="SecretsTests"/> finds when the scenario has ended.
/// </summary>
public sealed class EchoingApiTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    /// <summary>A status, a body in which TOKEN stands for the token, and the failure's name.</summary>
    private static readonly (int Status, string Type, string Body, string Failure)[] Answers =
    [
        (401, "application/json", """{"Error":{"Message":"invalid token TOKEN"},"Authorization":"Bearer TOKEN"}""", "Unauthorized"),
        (403, "text/html", "<html><title>TOKEN</title><body>Authorization: Bearer TOKEN</body></html>", "Unauthorized"),
        (404, "text/plain", "Bearer TOKEN", "RequestRejected"),
        (302, "text/plain", "TOKEN", "RequestRejected"),
        (200, "text/html", "<html>TOKEN</html>", "InvalidResponse"),
        (200, "application/json", """{"TOKEN":"TOKEN","items":"TOKEN"}""", "InvalidResponse"),
        (200, "application/json", """{"cursor":"x","has_more":"TOKEN","items":[]}""", "InvalidResponse"),
        (200, "application/json", """{"cursor":"x","has_more":false,"items":[{"uuid":"TOKEN" TOKEN}]}""", "InvalidResponse"),
    ];

    [Fact]
    public async Task Run_ApiQuotesTheTokenInItsAnswers_FailsByName()
    {
        await using WorstCase worst = await WorstCase.StartAsync(fixture);
        IngestionScenario scenario = worst.Scenario;
        await scenario.RunAsync(EventFeed.AuditEvents);
        foreach ((int status, string type, string body, string failure) in Answers)
        {
            scenario.ApiProxy!.Instead = (kind, request) => kind == "page" ? Quote(request, status, type, body) : null;

            RecordedRun run = await scenario.RunAsync(EventFeed.AuditEvents);

            Assert.True(run.Failure == failure, $"{status} {body}: {run}");
            await worst.AskAllAsync();
        }

        Assert.Contains(worst.Telemetry, request => request is { Path: "/v1/traces", Key: not null } && request.Body.Contains("refused the token", StringComparison.Ordinal));
        scenario.ApiProxy!.Instead = null;
        await scenario.DrainAsync();
        scenario.AssertDelivered();
    }

    [Fact]
    public async Task Run_ApiQuotesTheTokenOnceInPassing_HealsInTheRun()
    {
        await using WorstCase worst = await WorstCase.StartAsync(fixture);
        IngestionScenario scenario = worst.Scenario;
        await scenario.RunAsync(EventFeed.AuditEvents);

        // A stored cursor that is refused with the cursor in the answer, a server error, and introspection that makes no sense.
        Once(scenario, "page", request => Quote(request, 400, "application/json", """{"Error":{"Message":"bad cursor AADoAwAAAAA= of TOKEN"}}"""));
        RecordedRun run = await scenario.RunAsync(EventFeed.AuditEvents);
        Assert.Equal(1, run.CursorRecoveries);
        Once(scenario, "page", request => Quote(request, 500, "application/json", """{"TOKEN":"Bearer TOKEN"}"""));
        run = await scenario.RunAsync(EventFeed.AuditEvents);
        Assert.True(run is { Outcome: not "Failed", Retries: 1 }, $"{run}");
        Once(scenario, "introspect", request => Quote(request, 200, "application/json", """{"features":"TOKEN","account_uuid":["TOKEN"]}"""));
        await scenario.RunAsync(EventFeed.SignInAttempts);

        await worst.AskAllAsync();
        await scenario.DrainAsync();

        // get-events has published 5 events as well.
        scenario.AssertDelivered(repeats: 5);
    }

    private static void Once(IngestionScenario scenario, string kind, Func<HttpRequest, ProxyAnswer> answer)
    {
        int left = 1;
        scenario.ApiProxy!.Instead = (asked, request) => asked == kind && Interlocked.Decrement(ref left) == 0 ? answer(request) : null;
    }

    private static ProxyAnswer Quote(HttpRequest request, int status, string type, string body)
    {
        string token = request.Headers.Authorization.ToString()["Bearer ".Length..];
        return new ProxyAnswer(status, type, body.Replace("TOKEN", token, StringComparison.Ordinal))
        {
            Headers = new Dictionary<string, string>
            {
                ["WWW-Authenticate"] = $"Bearer error=\"invalid_token\", error_description=\"{token}\"",
                ["Location"] = "http://127.0.0.1:1/?access_token=" + token,
                ["Set-Cookie"] = "session=" + token,
            },
        };
    }
}
