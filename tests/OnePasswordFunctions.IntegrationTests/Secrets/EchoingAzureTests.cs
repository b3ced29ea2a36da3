using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.Faults;

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
        foreach ((string fault, string failure) in new[]
        {
            ("unauthorized,request=token", "Unauthorized"),
            ("unauthorized,request=attach", "Unauthorized"),
            ("not-found,request=attach", "HubNotFound"),
            ("unauthorized", "Unauthorized"),
            ("disabled", "HubNotFound"),
            ("quota", "RequestRejected"),
            ("argument-error", "RequestRejected"),
        })
        {
            ActiveFault active = scenario.Hub.AddFault(fault);

            RecordedRun run = await scenario.RunAsync(EventFeed.AuditEvents);

            Assert.True(run.Failure == failure && run.Error!.Contains("onepassword-events", StringComparison.Ordinal), $"{fault}: {run}");
            Assert.True(active.Struck > 0, fault);
            await worst.AskAllAsync();
            scenario.Hub.Faults.Clear();
        }

        scenario.Hub.AddFault("internal-error*1");
        Assert.Equal("MaximumReached", (await scenario.RunAsync(EventFeed.AuditEvents)).Outcome);
        await scenario.DrainAsync();
        scenario.AssertDelivered();
    }

    [Fact]
    public async Task Run_TableQuotesTheKeyAndTheSignatureInItsErrors_FailsByName()
    {
        await using WorstCase worst = await WorstCase.StartAsync(fixture);
        IngestionScenario scenario = worst.Scenario;
        scenario.Simulator.Log(SimulatedFeed.SignInAttempts).AddEvent(System.Text.Encoding.UTF8.GetBytes($$"""{"uuid":"TOO-LARGE","timestamp":"{{DateTimeOffset.UtcNow:O}}","x":"{{new string('x', 1_100_000)}}"}"""));
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
        string signature = authorization[(authorization.LastIndexOf(':') + 1)..];
        text = text.Replace("SIGNED", authorization, StringComparison.Ordinal).Replace("SIGNATURE", signature, StringComparison.Ordinal);
        string body = request.Headers.Accept.ToString().Contains("json", StringComparison.Ordinal)
            ? "{\"odata.error\":{\"code\":\"AuthenticationFailed\",\"message\":{\"lang\":\"en-US\",\"value\":\"" + text + "\"}}}"
            : $"<Error><Code>{status}</Code><Detail>{text.Replace("&", "&amp;", StringComparison.Ordinal)}</Detail></Error>";
        return new ProxyAnswer(status, "application/json", body) { Headers = new Dictionary<string, string> { ["x-ms-error-code"] = authorization } };
    }
}
