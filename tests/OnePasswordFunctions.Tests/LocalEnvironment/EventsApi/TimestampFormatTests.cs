using System.Text;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventsApi;

public class TimestampFormatTests
{
    private static readonly long Ticks = new DateTime(2026, 3, 2, 8, 14, 55, DateTimeKind.Utc).Ticks + 1_203_948;

    [Theory]
    [InlineData(9, 0, "2026-03-02T08:14:55.120394817Z")]
    [InlineData(7, 0, "2026-03-02T08:14:55.1203948Z")]
    [InlineData(6, 60, "2026-03-02T09:14:55.120394+01:00")]
    [InlineData(3, 0, "2026-03-02T08:14:55.120Z")]
    [InlineData(0, 0, "2026-03-02T08:14:55Z")]
    [InlineData(0, -180, "2026-03-02T05:14:55-03:00")]
    [InlineData(9, 330, "2026-03-02T13:44:55.120394817+05:30")]
    public void Write_AnyFormat_TellsTheTime(int digits, int offset, string expected)
    {
        var format = new TimestampFormat(digits, offset);
        var text = new byte[format.Length];
        format.Write(Ticks, 17, text);
        Assert.Equal(expected, Encoding.ASCII.GetString(text));
        Assert.True(PageRequestBody.TryReadTime(expected, out DateTimeOffset read));
        Assert.Equal(format.Truncate(Ticks), read.UtcTicks);
    }
}
