using System.Diagnostics;

namespace OnePasswordFunctions.Tests.Functions.Http;

/// <summary>Waits for what happens soon on another thread.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20), $"After 20 s it is still not so that {what}.");
            await Task.Delay(10);
        }
    }
}
