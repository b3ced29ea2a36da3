using Azure.Messaging.EventHubs;
using BenchmarkDotNet.Attributes;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Benchmarks.Micro;

/// <summary>Making the messages of a page, up to the limit of a link, against bare messages without properties.</summary>
[MemoryDiagnoser]
public class EventBatchBenchmarks
{
    private const int Limit = 1_046_528;

    private readonly EventPage _page = SampleEvents.ReadPage();
    private readonly EventBatch _batch = new(EventFeed.ItemUsageActions, IngestMode.Timer, new Uri("https://events.1password.com"));

    [Benchmark(Baseline = true)]
    public int BareMessages()
    {
        var messages = new List<EventData>(_page.Count);
        for (int index = 0, bytes = 0; index < _page.Count && bytes < Limit; index++)
        {
            ReadOnlyMemory<byte> body = _page.GetEventMemory(index);
            messages.Add(new EventData(body));
            bytes += body.Length;
        }

        return messages.Count;
    }

    [Benchmark]
    public int Fill()
    {
        _batch.Fill(new PublishRequest(EventFeed.ItemUsageActions, IngestMode.Timer, _page, 0, _page.Count, new StreamPosition("0123456789abcdef0123456789abcdef", 0)), Limit);
        return _batch.Count;
    }
}
