using System.Globalization;
using System.Net.Http.Headers;
using Azure;

namespace OnePasswordFunctions.EventsApi;

/// <summary>Reads how long a server asks to wait: Retry-After as seconds or a date, or RateLimit-Reset as seconds.</summary>
internal static class RetryAfter
{
    public static TimeSpan? Read(HttpResponseHeaders headers, TimeProvider time) =>
        headers.TryGetValues("Retry-After", out IEnumerable<string>? values) && Parse(values.First(), time) is { } wait ? wait
        : headers.TryGetValues("RateLimit-Reset", out values) ? Parse(values.First(), time)
        : null;

    public static TimeSpan? Read(Response response, TimeProvider time) =>
        response.Headers.TryGetValue("Retry-After", out string? value) ? Parse(value, time) : null;

    /// <summary>A waiting time that is not negative, or null when the text is neither form.</summary>
    public static TimeSpan? Parse(string? text, TimeProvider time)
    {
        if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        if (!DateTimeOffset.TryParseExact(text, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date))
        {
            return null;
        }

        TimeSpan wait = date - time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
