using OnePasswordFunctions.EventHubs;

namespace OnePasswordFunctions.Tests.EventHubs;

public sealed class MessagePropertiesTests
{
    [Theory]
    [InlineData(nameof(IngestMode.Timer), "timer")]
    [InlineData(nameof(IngestMode.GetEvents), "get-events")]
    [InlineData(nameof(IngestMode.Repair), "repair")]
    public void Of_EachMode_IsTheTextThatConsumersKnow(string mode, string expected) =>
        Assert.Equal(expected, MessageProperties.Of(Enum.Parse<IngestMode>(mode)));
}
