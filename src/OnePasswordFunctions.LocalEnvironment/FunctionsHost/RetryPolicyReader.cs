using System.Globalization;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Reads a <c>retry</c> section, wherever it stands.</summary>
internal static class RetryPolicyReader
{
    /// <param name="find">Gives the text of a member, or null.</param>
    /// <exception cref="FormatException">The section is incomplete; the message says what is missing.</exception>
    public static RetryPolicy Read(Func<string, string?> find)
    {
        string strategy = find("strategy") ?? "";
        if (!int.TryParse(find("maxRetryCount"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int count) || count < -1)
        {
            throw new FormatException("\"retry.maxRetryCount\" must be a number, -1 or more.");
        }

        if (strategy.Equals("fixedDelay", StringComparison.OrdinalIgnoreCase))
        {
            TimeSpan delay = ReadDelay(find, "delayInterval");
            return new RetryPolicy(count, delay, delay);
        }

        return strategy.Equals("exponentialBackoff", StringComparison.OrdinalIgnoreCase)
            ? new RetryPolicy(count, ReadDelay(find, "minimumInterval"), ReadDelay(find, "maximumInterval"))
            : throw new FormatException($"\"retry.strategy\" must be fixedDelay or exponentialBackoff but is \"{strategy}\".");
    }

    private static TimeSpan ReadDelay(Func<string, string?> find, string name) =>
        TimeSpan.TryParse(find(name), CultureInfo.InvariantCulture, out TimeSpan delay) && delay >= TimeSpan.Zero
            ? delay
            : throw new FormatException($"\"retry.{name}\" must be a time such as 00:00:10.");
}
