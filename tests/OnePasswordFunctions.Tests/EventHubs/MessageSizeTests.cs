using Azure.Messaging.EventHubs;
using OnePasswordFunctions.EventHubs;

namespace OnePasswordFunctions.Tests.EventHubs;

public sealed class MessageSizeTests
{
    /// <summary>Lengths on both sides of every change of the encoding, for id, property and body alike.</summary>
    private static readonly int[] _lengths = [0, 1, 100, 120, 200, 222, 223, 224, 225, 226, 227, 228, 229, 230, 231, 232, 233, 234, 235, 236, 240, 253, 254, 255, 256, 257, 1000, 70_000];

    [Fact]
    public void Message_EveryLengthOfEveryPart_IsWhatTheSdkFinds()
    {
        foreach (int id in _lengths.Where(length => length is > 0 and < 2000))
        {
            foreach (int value in _lengths.Where(length => length < 2000))
            {
                AssertSame(new string('i', id), new string('ü', value), 40);
            }
        }

        // With these, the whole message crosses the length at which its frame in a batch grows, byte by byte.
        foreach (int body in Enumerable.Range(100, 150))
        {
            AssertSame("id", "value", body);
        }

        foreach (int body in _lengths)
        {
            AssertSame("id", "value", body);
            AssertSame(new string('é', 130), "語", body);
        }
    }

    private static void AssertSame(string id, string value, int body)
    {
        var sdk = new SdkBatch(1_000_000);
        var message = new EventData(new byte[body]) { MessageId = id, ContentType = MessageProperties.ContentType };
        message.Properties["name"] = value;
        Assert.True(sdk.TryAdd(message));

        Assert.Equal(sdk.SizeInBytes, MessageSize.InBatch(MessageSize.Message(MessageSize.Text(id), MessageSize.Property("name", value), body)));
    }
}
