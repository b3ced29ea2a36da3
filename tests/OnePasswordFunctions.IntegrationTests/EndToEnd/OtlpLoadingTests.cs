using System.Diagnostics;
using System.Globalization;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.IntegrationTests.Secrets;

namespace OnePasswordFunctions.IntegrationTests.EndToEnd;

/// <summary>OpenTelemetry costs nothing unless it is asked for: shown on the worker's process, where nothing else can load it.</summary>
public sealed class OtlpLoadingTests(PublishedAppFixture fixture) : IClassFixture<PublishedAppFixture>
{
    [Fact]
    public async Task WithoutAnEndpoint_TheLibraryIsNotLoaded() => Assert.False(await LoadsOpenTelemetryAsync(null));

    [Fact]
    public async Task WithAnEndpoint_TheLibraryIsLoadedAndTheRunArrives()
    {
        await using var receiver = new OtlpReceiver();
        await receiver.StartAsync();

        Assert.True(await LoadsOpenTelemetryAsync(receiver.BaseAddress));
        Assert.Contains(receiver.Requests, request => request.Path == "/v1/traces" && request.Body.Contains("run", StringComparison.Ordinal));
        Assert.Contains(receiver.Requests, request => request.Path == "/v1/metrics" && request.Body.Contains("onepassword.ingester.runs", StringComparison.Ordinal));
    }

    /// <summary>Fires one timer with fetching switched off, and looks at what the process has loaded.</summary>
    private async Task<bool> LoadsOpenTelemetryAsync(Uri? endpoint)
    {
        await using IngestionScenario scenario = await IngestionScenario.StartAsync(fixture, new()
        {
            Settings = new Dictionary<string, string>
            {
                ["OnePassword__FetchEvents"] = "false",
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint?.AbsoluteUri.TrimEnd('/') ?? "",
            },
        });
        Assert.Equal("Disabled", (await scenario.RunAsync(EventFeed.AuditEvents)).Outcome);
        using var worker = Process.GetProcessById(scenario.Host.WorkerProcessIds.Single());
        return Loaded(worker).Any(file => file.Contains("OpenTelemetry", StringComparison.Ordinal));
    }

    /// <summary>On Linux the list of modules leaves out assemblies without native code; the kernel's own list has them.</summary>
    private static IEnumerable<string> Loaded(Process process) => OperatingSystem.IsLinux()
        ? File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/maps"))
        : process.Modules.Cast<ProcessModule>().Select(module => module.ModuleName);
}
