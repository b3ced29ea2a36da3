using System.Diagnostics;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>Waits for a condition, never for a time. The deadline is generous because it only ever passes when something is broken.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    /// <param name="condition">Asked again and again until it holds.</param>
    /// <param name="what">What is waited for, in the words of the failure message.</param>
    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(condition, () => what);

    /// <inheritdoc cref="TrueAsync(Func{bool}, string)"/>
    /// <param name="what">Asked when the time is over, to say how things stand then.</param>
    public static async Task TrueAsync(Func<bool> condition, Func<string> what)
    {
        if (!await BecomesTrueAsync(condition, Deadline))
        {
            Assert.Fail($"Not within {Deadline}: {what()}");
        }
    }

    /// <summary>Whether a condition comes to hold within a limit: for what may well not come.</summary>
    public static async Task<bool> BecomesTrueAsync(Func<bool> condition, TimeSpan limit)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) >= limit)
            {
                return false;
            }

            await Task.Delay(Interval, TimeProvider.System, CancellationToken.None);
        }

        return true;
    }

    /// <summary>The result of a task that must end.</summary>
    public static Task<T> EndsAsync<T>(Task<T> task) => task.WaitAsync(Deadline * 2, TimeProvider.System);
}
