using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OnePasswordFunctions.Diagnostics;

/// <summary>
/// Sends metrics and traces as OTLP over HTTP. The only type that knows OpenTelemetry; while no endpoint is set none is made, and
/// the library is not even loaded.
/// </summary>
internal sealed partial class OtlpExport : IDisposable
{
    /// <summary>The longest time that a run or the end of the process waits for the receiver.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);

    private readonly MeterProvider _metrics;
    private readonly TracerProvider _traces;

    private OtlpExport(MeterProvider metrics, TracerProvider traces, string target) => (_metrics, _traces, Target) = (metrics, traces, target);

    /// <summary>The receiver's host, for messages.</summary>
    public string Target { get; }

    /// <summary>
    /// Starts the export, or says why it can not be and answers null: the library reads more variables than the settings check, such as the
    /// path of a certificate, and none of them may stop the delivery of events.
    /// </summary>
    public static OtlpExport? TryStart(TelemetryOptions options, ILogger<OtlpExport> logger)
    {
        try
        {
            return Start(options);
        }
        catch (Exception e)
        {
            LogNotStarted(logger, options.Endpoint.Authority, e.GetType().Name, e.Message);
            return null;
        }
    }

    public static OtlpExport Start(TelemetryOptions options)
    {
        // Each process counts from zero, so each must be told apart. OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come last and win.
        ResourceBuilder resource = ResourceBuilder.CreateEmpty()
            .AddTelemetrySdk()
            .AddService("OnePasswordFunctions", serviceVersion: BuildVersion.Text, serviceInstanceId: Guid.NewGuid().ToString())
            .AddEnvironmentVariableDetector();
        MeterProvider metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(IngesterMetrics.MeterName)
            .AddOtlpExporter(exporter => Configure(exporter, options, "v1/metrics"))
            .Build();

        // A few runs a minute are worth recording whole, whatever the host decided about its own span.
        TracerProvider traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .SetSampler(new AlwaysOnSampler())
            .AddSource(IngesterActivities.SourceName)
            .AddOtlpExporter(exporter => Configure(exporter, options, "v1/traces"))
            .Build();
        return new OtlpExport(metrics, traces, options.Endpoint.Authority);
    }

    /// <summary>Sends what has been gathered. False when that did not succeed in time.</summary>
    public async Task<bool> FlushAsync()
    {
        int milliseconds = (int)Bound.TotalMilliseconds;
        Task<bool>[] flushes = [Task.Run(() => _metrics.ForceFlush(milliseconds)), Task.Run(() => _traces.ForceFlush(milliseconds))];
        try
        {
            return (await Task.WhenAll(flushes).WaitAsync(Bound)).All(isSent => isSent);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        int milliseconds = (int)Bound.TotalMilliseconds;
        Parallel.Invoke(() => _metrics.Shutdown(milliseconds), () => _traces.Shutdown(milliseconds));
        _metrics.Dispose();
        _traces.Dispose();
    }

    private static void Configure(OtlpExporterOptions exporter, TelemetryOptions options, string path)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = options.GetUrl(path);
        exporter.Headers = options.Headers;
        exporter.TimeoutMilliseconds = (int)Bound.TotalMilliseconds;
    }

    [LoggerMessage(907, LogLevel.Warning, "No metrics or traces are exported to {Target}, because the export could not be started ({Error}: {Reason}). Correct the OTEL_ settings and restart the app; events are delivered all the same.")]
    private static partial void LogNotStarted(ILogger logger, string target, string error, string reason);
}
