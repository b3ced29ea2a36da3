using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Benchmarks.Micro;

/// <summary>Packing the events of a page into one request body of at most a million bytes.</summary>
[MemoryDiagnoser]
public class BatchBuilderBenchmarks
{
    private const int Limit = 1_000_000;

    private readonly EventPage _page = SampleEvents.ReadPage();
    private readonly EventEnvelope _envelope = EventEnvelope.Create(EventFeed.ItemUsageActions, IngestMode.Timer, new Uri("https://events.1password.com"));
    private readonly byte[] _copy = new byte[2 * Limit];
    private readonly ArrayBufferWriter<byte> _buffer = new(2 * Limit);

    [Benchmark(Baseline = true)]
    public int CopyBytes()
    {
        int length = 0;
        for (int index = 0; index < _page.Count && length < Limit; index++)
        {
            _page.GetEvent(index).CopyTo(_copy.AsSpan(length));
            length += _page.GetEvent(index).Length;
        }

        return length;
    }

    [Benchmark]
    public int BatchBuilder()
    {
        using var batch = new EventBatchBuilder(Limit);
        int index = 0;
        while (index < _page.Count && batch.TryAdd(_envelope, _page.GetEvent(index), _page.GetUuid(index), _page.GetTimestamp(index)))
        {
            index++;
        }

        return batch.Body.Length;
    }

    [Benchmark]
    public int SystemTextJsonWriter()
    {
        _buffer.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        writer.WriteStartArray();
        for (int index = 0; index < _page.Count && writer.BytesCommitted + writer.BytesPending < Limit; index++)
        {
            writer.WriteStartObject();
            writer.WriteString("Body"u8, _page.GetEvent(index));
            writer.WriteStartObject("UserProperties"u8);
            writer.WriteString("cloudEvents:specversion"u8, "1.0"u8);
            writer.WriteString("cloudEvents:type"u8, "com.1password.itemusage"u8);
            writer.WriteString("cloudEvents:source"u8, "https://events.1password.com/api/v2/itemusages"u8);
            writer.WriteString("cloudEvents:datacontenttype"u8, "application/json"u8);
            writer.WriteString("eventType"u8, "Item usage actions"u8);
            writer.WriteString("ingestMode"u8, "timer"u8);
            writer.WriteString("cloudEvents:id"u8, _page.GetUuid(index));
            writer.WriteString("cloudEvents:time"u8, _page.GetTimestamp(index));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.Flush();
        return _buffer.WrittenCount;
    }
}
