using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.EventHubs;

public sealed class PartitionBoundsTests
{
    [Theory]
    [InlineData(0, 0, 0, true)]
    [InlineData(0, 0, 1, false)]
    [InlineData(0, 0, -1, true)]
    [InlineData(3, 9, 0, true)]
    [InlineData(0, -1, -1, false)]
    [InlineData(10, 9, -1, false)]
    public void HasSince_AnyBounds_IsWhetherTheNewestThatIsKeptCameThenOrLater(long first, long last, int ticksAfterTheNewest, bool expected)
    {
        var bounds = new PartitionBounds("0", first, last, SteppedTime.Epoch, null);

        Assert.Equal(expected, bounds.HasSince(SteppedTime.Epoch.AddTicks(ticksAfterTheNewest)));
    }
}
