using System.Text;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.EventsApi;

public sealed class PageRequestWriterTests
{
    [Fact]
    public void Write_StartTime_AsksForAResetCursorInUtc()
    {
        PageRequest request = PageRequest.StartAt(new DateTimeOffset(2026, 3, 14, 11, 0, 0, 250, TimeSpan.FromHours(2)), 77);

        Assert.Equal("""{"limit":77,"start_time":"2026-03-14T09:00:00.25Z"}""", Encoding.UTF8.GetString(PageRequestWriter.Write(request)));
    }

    [Fact]
    public void Write_StartTimeFinerThanAMicrosecond_IsNotRoundedUp()
    {
        PageRequest request = PageRequest.StartAt(new DateTimeOffset(2026, 3, 14, 9, 0, 0, TimeSpan.Zero).AddTicks(9_999_999), 1);

        Assert.Contains("09:00:00.999999Z", Encoding.UTF8.GetString(PageRequestWriter.Write(request)), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Cursor_SendsNothingElse() =>
        Assert.Equal("""{"cursor":"abc="}""", Encoding.UTF8.GetString(PageRequestWriter.Write(PageRequest.ContinueFrom("abc="))));

    [Fact]
    public void Write_Period_AsksForItsEndAndTheLargestPages() => Assert.Equal(
        """{"limit":1000,"start_time":"2026-03-14T09:26:53Z","end_time":"2026-03-15T09:26:53Z"}""",
        Encoding.UTF8.GetString(PageRequestWriter.Write(PageRequest.Between(SteppedTime.Epoch, SteppedTime.Epoch.AddDays(1)))));
}
