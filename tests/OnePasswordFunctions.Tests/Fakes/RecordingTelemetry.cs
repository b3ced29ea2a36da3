using System.Diagnostics;
using System.Diagnostics.Metrics;
using OnePasswordFunctions.Diagnostics;

namespace OnePasswordFunctions.Tests.Fakes;

/// <summary>Remembers the spans and the measurements of this process while it lives, so tests with it run by themselves.</summary>
internal sealed class RecordingTelemetry : IDisposable
{
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _sources = new()
    {
        ShouldListenTo = source => source.Name == IngesterActivities.SourceName,
        Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
    };

    public RecordingTelemetry()
    {
        _sources.ActivityStopped = Spans.Add;
        ActivitySource.AddActivityListener(_sources);
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == IngesterMetrics.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _meters.Start();
    }

    /// <summary>The spans that have ended, in order.</summary>
    public List<Activity> Spans { get; } = [];

    /// <summary>What was measured, in order: the instrument without its common prefix, the value, and the tags' values.</summary>
    public List<(string Instrument, double Value, string Tags)> Measurements { get; } = [];

    public void Dispose()
    {
        _sources.Dispose();
        _meters.Dispose();
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var values = new List<object?>();
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            values.Add(tag.Value);
        }

        Measurements.Add((instrument.Name["onepassword.ingester.".Length..], value, string.Join(' ', values)));
    }
}
