using System.Buffers;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Benchmarks.Micro;

/// <summary>Finding a thousand events in a page: ours against System.Text.Json's reader and document, and against copying the bytes.</summary>
[MemoryDiagnoser]
public class PageReaderBenchmarks
{
    private readonly byte[] _copy = new byte[SampleEvents.Body.Length];

    [Benchmark(Baseline = true)]
    public int CopyBytes()
    {
        SampleEvents.Body.CopyTo(_copy, 0);
        return _copy.Length;
    }

    /// <summary>Includes the copy into a rented array, which on the wire the socket does.</summary>
    [Benchmark]
    public int PageReader()
    {
        byte[] rented = LargeBuffers.Pool.Rent(SampleEvents.Body.Length);
        SampleEvents.Body.CopyTo(rented, 0);
        using EventPage page = EventPageReader.Read(rented, SampleEvents.Body.Length);
        return page.Count;
    }

    [Benchmark]
    public int SystemTextJsonReader()
    {
        var reader = new Utf8JsonReader(SampleEvents.Body);
        int objects = 0;
        while (reader.Read())
        {
            objects += reader is { TokenType: JsonTokenType.StartObject, CurrentDepth: 2 } ? 1 : 0;
        }

        return objects;
    }

    [Benchmark]
    public int SystemTextJsonDocument()
    {
        using JsonDocument document = JsonDocument.Parse(SampleEvents.Body);
        int bytes = 0;
        foreach (JsonElement item in document.RootElement.GetProperty("items").EnumerateArray())
        {
            bytes += item.GetProperty("uuid").GetString()!.Length;
        }

        return bytes;
    }
}
