using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.EventsApi;

public sealed class PageRequestTests
{
    [Fact]
    public void ToString_EveryKind_SaysWhereItBeginsWithoutTheCursor()
    {
        Assert.Equal("from a cursor", PageRequest.ContinueFrom("SECRET").ToString());
        Assert.Equal($"from {SteppedTime.Epoch:O}, 77 per page", PageRequest.StartAt(SteppedTime.Epoch, 77).ToString());
        Assert.Equal($"from {SteppedTime.Epoch:O} to {SteppedTime.Epoch.AddDays(1):O}, 1000 per page", PageRequest.Between(SteppedTime.Epoch, SteppedTime.Epoch.AddDays(1)).ToString());
    }
}
