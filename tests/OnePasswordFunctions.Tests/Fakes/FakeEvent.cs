using System.Globalization;

namespace OnePasswordFunctions.Tests.Fakes;

/// <summary>An event as the fake API keeps it.</summary>
/// <param name="Id">Its uuid; empty for an event without one.</param>
/// <param name="Timestamp">When it happened, which may be long before it became visible.</param>
/// <param name="Json">Its JSON, exactly as served.</param>
internal sealed record FakeEvent(string Id, DateTimeOffset Timestamp, string Json)
{
    public static FakeEvent Create(string id, DateTimeOffset timestamp) => new(
        id,
        timestamp,
        $$"""{"uuid":"{{id}}","timestamp":"{{timestamp.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture)}}","action":"reveal"}""");
}
