using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;
using BenchmarkDotNet.Attributes;
using OnePasswordFunctions.EventHubs;

namespace OnePasswordFunctions.Benchmarks.Micro;

/// <summary>Reckoning the size of one message as the product does, against encoding it, which is how the SDK's own batch finds it out.</summary>
[MemoryDiagnoser]
public class MessageSizeBenchmarks
{
    private const string Id = "56YE2TYN2VFYRLNSHKPW5NVT5E";
    private const string Time = "2026-03-02T07:15:30.402118655Z";

    private readonly byte[] _body = new byte[741];

    [Benchmark(Baseline = true)]
    public long Reckon()
    {
        int properties = MessageSize.Property(MessageProperties.Id, Id) + MessageSize.Property(MessageProperties.Time, Time);
        return MessageSize.Message(MessageSize.Text(Id), properties, _body.Length);
    }

    [Benchmark]
    public long Encode()
    {
        var message = new EventData(_body) { MessageId = Id, ContentType = MessageProperties.ContentType };
        message.Properties.Add(MessageProperties.Id, Id);
        message.Properties.Add(MessageProperties.Time, Time);
        return message.GetRawAmqpMessage().ToBytes().ToMemory().Length;
    }
}
