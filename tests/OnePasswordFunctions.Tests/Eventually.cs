using System.Globalization;

namespace OnePasswordFunctions.Tests;

/// <summary>Waits for what another thread does.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Waits until something holds, and fails when it does not within the limit.</summary>
    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Limit)
            {
                Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"Waited in vain: {what}."));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    /// <summary>Waits for the end of something that must end.</summary>
    public static Task<T> EndsAsync<T>(Task<T> task) => task.WaitAsync(Limit, TimeProvider.System);

    /// <inheritdoc cref="EndsAsync{T}(Task{T})"/>
    public static Task EndsAsync(Task task) => task.WaitAsync(Limit, TimeProvider.System);
}
