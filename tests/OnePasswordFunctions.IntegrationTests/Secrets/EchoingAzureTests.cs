using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.IntegrationTests.Secrets;

/// <summary>
/// A hub and a table whose errors quote what the request was signed with. The service does so itself: Storage's "The MAC signature
/// found in the HTTP request '…' is not the same as any computed signature". Unlike the API's, these texts go on into messages.
/// </summary>
public sealed class EchoingAzureTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    // The account key of Azurite, which Microsoft documents.
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    [Fact]
    public async Task Run_HubQuotesTheSignatureInItsErrors_FailsByName()
    {
        await using WorstCase worst = await WorstCase.StartAsync(fixture);
        IngestionScenario scenario = worst.Scenario;
        foreach ((int status, string text, string failure) in new[]
        {
            (401, "InvalidSignature: The token has an invalid signature. SIGNED. TrackingId:0f5b2c7e-8a4d-4b1c-9d2e-1a2b3c4d5e6f_G12", "Unauthorized"),
            (403, "MAC signature found in the HTTP request 'SIGNATURE' is not the same as any computed signature; key bG9jYWwtZW52aXJvbm1lbnQtb25seS1ub3QtYS1zZWNyZXQ=", "Unauthorized"),
            (404, "No such hub for UNESCAPED", "HubNotFound"),
            (409, "SIGNED", "RequestRejected"),
        })
        {
            scenario.HubProxy!.Instead = (_, request) => Quote(request, status, text);

            RecordedRun run = await scenario.RunAsync(EventFeed.AuditEvents);

            Assert.True(run.Failure == failure && run.Error!.Contains($"{status}", StringComparison.Ordinal), $"{status} {text}: {run}");
            await worst.AskAllAsync();
        }

        int left = 1;
        scenario.HubProxy!.Instead = (_, request) => Interlocked.Decrement(ref left) == 0 ? Quote(request, 500, "SIGNED") : null;
        Assert.Equal("MaximumReached", (await scenario.RunAsync(EventFeed.AuditEvents)).Outcome);
        await scenario.DrainAsync();
        scenario.AssertDelivered();
    }

    [Fact]
    public async Task Run_TableQuotesTheKeyAndTheSignatureInItsErrors_FailsByName()
    {
        await using WorstCase worst = await WorstCase.StartAsync(fixture);
        IngestionScenario scenario = worst.Scenario;
        scenario.Simulator.AddEvent(SimulatedFeed.SignInAttempts, System.Text.Encoding.UTF8.GetBytes($$"""{"uuid":"TOO-LARGE","timestamp":"{{DateTimeOffset.UtcNow:O}}","x":"{{new string('x', 1_100_000)}}"}"""));
        await scenario.RunAsync(EventFeed.AuditEvents);
        foreach ((string kind, EventFeed feed) in new[] { ("read", EventFeed.AuditEvents), ("write", EventFeed.ItemUsageActions), ("letter", EventFeed.SignInAttempts) })
        {
            scenario.Table.Instead = (asked, request) => asked == kind ? Quote(request, 403, $"SIGNED and the key {AccountKey} of SIGNATURE") : null;

            RecordedRun run = await scenario.RunAsync(feed);
            while (run.Outcome == "MaximumReached")
            {
                run = await scenario.RunAsync(feed);
            }

            Assert.True(run.Failure == "StateUnavailable" && run.Error!.Contains("403", StringComparison.Ordinal), $"{kind}: {run}");
            await worst.AskAllAsync();
        }

        // The history of runs is kept apart, and may fail without harm.
        scenario.Table.Instead = (_, request) => request.Path.Value!.Contains("Runs", StringComparison.Ordinal) ? Quote(request, 403, "SIGNED") : null;
        await scenario.DrainAsync();
        await scenario.Log.ExpectAsync(503, LogLevel.Warning);
        await worst.AskAllAsync();
    }

    private static ProxyAnswer Quote(HttpRequest request, int status, string text)
    {
        string authorization = request.Headers.Authorization.ToString();
        string signature = authorization.Contains("sig=", StringComparison.Ordinal)
            ? authorization[(authorization.IndexOf("sig=", StringComparison.Ordinal) + 4)..].Split('&')[0]
            : authorization[(authorization.LastIndexOf(':') + 1)..];
        text = text.Replace("SIGNED", authorization, StringComparison.Ordinal)
            .Replace("SIGNATURE", signature, StringComparison.Ordinal)
            .Replace("UNESCAPED", Uri.UnescapeDataString(signature), StringComparison.Ordinal);
        string body = request.Headers.Accept.ToString().Contains("json", StringComparison.Ordinal)
            ? "{\"odata.error\":{\"code\":\"AuthenticationFailed\",\"message\":{\"lang\":\"en-US\",\"value\":\"" + text + "\"}}}"
            : $"<Error><Code>{status}</Code><Detail>{text.Replace("&", "&amp;", StringComparison.Ordinal)}</Detail></Error>";
        return new ProxyAnswer(status, "application/json", body) { Headers = new Dictionary<string, string> { ["x-ms-error-code"] = status == 409 ? authorization : $"{status}00" } };
    }
}
