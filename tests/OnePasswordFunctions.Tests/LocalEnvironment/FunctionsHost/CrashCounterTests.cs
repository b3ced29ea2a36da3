using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

public sealed class CrashCounterTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void AllowsRestart_ThirdCrashWithGapsOfHalfAnHour_IsTheLast()
    {
        var crashes = new CrashCounter(3);

        Assert.True(crashes.AllowsRestart(Start));
        Assert.True(crashes.AllowsRestart(Start.AddMinutes(30)));
        Assert.False(crashes.AllowsRestart(Start.AddMinutes(60)));
    }

    [Fact]
    public void AllowsRestart_GapOfMoreThanHalfAnHour_StartsTheCountAnew()
    {
        var crashes = new CrashCounter(3);

        Assert.True(crashes.AllowsRestart(Start));
        Assert.True(crashes.AllowsRestart(Start.AddMinutes(1)));
        Assert.True(crashes.AllowsRestart(Start.AddMinutes(32)));
        Assert.True(crashes.AllowsRestart(Start.AddMinutes(33)));
        Assert.False(crashes.AllowsRestart(Start.AddMinutes(34)));
    }
}
