using Amqp;
using Amqp.Framing;
using OnePasswordFunctions.LocalEnvironment.EventHubs;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventHubs;

public class EventBatchTests
{
    [Fact]
    public void Read_ABatchBehindOtherSections_HoldsItsMessagesOnly()
    {
        var batch = new Message { Header = new Header { Durable = true }, BodySection = Sections("one", "two") };
        ReadOnlySpan<byte> read = EventBatch.Read(batch.Encode(), isBatch: true).Span;
        Assert.Equal(2, EventBatch.Count(read));
        Assert.Equal([0x00, 0x53, 0x75], read[..3].ToArray());
    }

    [Fact]
    public void Read_AMessageAlone_IsABatchOfOne()
    {
        ReadOnlyMemory<byte> read = EventBatch.Read(new Message { BodySection = Sections("one", "two") }.Encode(), isBatch: false);
        Assert.Equal(1, EventBatch.Count(read.Span));
    }

    [Theory]
    [InlineData("01", "must begin with a descriptor")]
    [InlineData("00A101", "must be a number")]
    [InlineData("0053", "ends too early")]
    [InlineData("005375", "ends too early")]
    [InlineData("005375A003AABB", "longer than the message")]
    [InlineData("005375B0FFFFFFFFAA", "longer than the message")]
    [InlineData("00537530", "unknown format code")]
    [InlineData("00537045", "at least one message")]
    [InlineData("", "at least one message")]
    public void Read_SomethingElse_SaysWhy(string hex, string reason)
    {
        byte[] bytes = Convert.FromHexString(hex);
        var error = Assert.Throws<FormatException>(() => EventBatch.Read(new ByteBuffer(bytes, 0, bytes.Length, bytes.Length), isBatch: true));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static DataList Sections(params string[] texts)
    {
        var list = new DataList();
        foreach (string text in texts)
        {
            list.Add(new Data { Binary = System.Text.Encoding.UTF8.GetBytes(text) });
        }

        return list;
    }
}
