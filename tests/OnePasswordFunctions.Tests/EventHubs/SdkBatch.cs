using System.Reflection;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;

namespace OnePasswordFunctions.Tests.EventHubs;

/// <summary>The SDK's own batch over AMQP, which it makes for a link only; it encodes every event to learn its size.</summary>
internal sealed class SdkBatch
{
    private const BindingFlags Inside = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly object _batch;

    public SdkBatch(long limit)
    {
        Assembly sdk = typeof(EventData).Assembly;
        object converter = Activator.CreateInstance(sdk.GetType("Azure.Messaging.EventHubs.Amqp.AmqpMessageConverter", true)!, true)!;
        Type type = sdk.GetType("Azure.Messaging.EventHubs.Amqp.AmqpEventBatch", true)!;
        ConstructorInfo constructor = Assert.Single(type.GetConstructors(Inside));
        _batch = constructor.Invoke([converter, new CreateBatchOptions { MaximumSizeInBytes = limit }, Enum.ToObject(constructor.GetParameters()[2].ParameterType, 0)]);
    }

    public long SizeInBytes => (long)_batch.GetType().GetProperty("SizeInBytes")!.GetValue(_batch)!;

    public bool TryAdd(EventData message) => (bool)_batch.GetType().GetMethod("TryAdd", Inside)!.Invoke(_batch, [message])!;
}
