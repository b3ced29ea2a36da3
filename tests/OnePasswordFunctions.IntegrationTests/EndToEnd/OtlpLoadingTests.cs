using System.Diagnostics;
using System.Globalization;
using System.Net;
using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.Tests.Diagnostics.Otlp;

namespace OnePasswordFunctions.Tests.Diagnostics;

/// <summary>OpenTelemetry costs nothing unless it is asked for: shown on the handler as a process, where nothing else can load it.</summary>
public class OtlpLoadingTests
{
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task WithoutAnEndpoint_TheLibraryIsNotLoaded() => Assert.False(await LoadsOpenTelemetryAsync(null));

    [Fact]
    public async Task WithAnEndpoint_TheLibraryIsLoadedAndTheRunArrives()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();

        Assert.True(await LoadsOpenTelemetryAsync(receiver.Url));
        Assert.Contains("run", receiver.Spans.Select(span => span.Name));
        Assert.Contains("onepassword.ingester.runs", receiver.Points.Select(point => point.Name));
    }

    /// <summary>Starts the handler with fetching switched off, fires one timer, and looks at what the process has loaded.</summary>
    private static async Task<bool> LoadsOpenTelemetryAsync(Uri? endpoint)
    {
        int port = FreePort.Find();
        using Process handler = ChildProcesses.Start(Describe(port, endpoint));
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            using var deadline = new CancellationTokenSource(_deadline);
            await WaitUntilItAnswersAsync(client, handler, deadline.Token);
            using HttpResponseMessage response = await client.PostAsync("/IngestAuditEvents", null, deadline.Token);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return Loaded(handler).Any(file => file.Contains("OpenTelemetry", StringComparison.Ordinal));
        }
        finally
        {
            ChildProcesses.Kill(handler);
        }
    }

    /// <summary>On Linux the list of modules leaves out assemblies without native code; the kernel's own list has them.</summary>
    private static IEnumerable<string> Loaded(Process process) => OperatingSystem.IsLinux()
        ? File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/maps"))
        : process.Modules.Cast<ProcessModule>().Select(module => module.ModuleName);

    private static ProcessStartInfo Describe(int port, Uri? endpoint)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "OnePasswordFunctions.dll")]);
        start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        start.Environment["OnePassword__ApiToken"] = "not-a-token";
        start.Environment["OnePassword__FetchEvents"] = "false";
        start.Environment["EventHubConnection"] = "Endpoint=sb://127.0.0.1:9/;SharedAccessKeyName=send;SharedAccessKey=not-a-key;UseDevelopmentEmulator=true";
        start.Environment["CursorStorage"] = "UseDevelopmentStorage=true";
        start.Environment["AuditEventsSchedule"] = start.Environment["ItemUsageActionsSchedule"] = start.Environment["SignInAttemptsSchedule"] = "0 * * * * *";
        start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint?.AbsoluteUri ?? "";
        return start;
    }

    private static async Task WaitUntilItAnswersAsync(HttpClient client, Process handler, CancellationToken cancellationToken)
    {
        while (true)
        {
            Assert.False(handler.HasExited, "The handler ended before it answered.");
            try
            {
                (await client.GetAsync("/", cancellationToken)).Dispose();
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
            }
        }
    }
}
