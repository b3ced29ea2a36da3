using System.Globalization;
using System.Text.Json;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>What the host remembers of a timer between runs and between its own starts.</summary>
/// <param name="Last">When the previous run began; the first moment of year 1 when there was none.</param>
/// <param name="Next">When the next run is due; inside a run, when that run was due.</param>
/// <param name="LastUpdated">The moment from which <paramref name="Next"/> was computed.</param>
internal sealed record ScheduleStatus(DateTimeOffset Last, DateTimeOffset Next, DateTimeOffset LastUpdated)
{
    // The real host never writes Z, and drops the zeros at the end of the fraction.
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz";

    public static ScheduleStatus Read(JsonElement json) => new(
        json.GetProperty(nameof(Last)).GetDateTimeOffset(),
        json.GetProperty(nameof(Next)).GetDateTimeOffset(),
        json.GetProperty(nameof(LastUpdated)).GetDateTimeOffset());

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString(nameof(Last), Format(Last));
        writer.WriteString(nameof(Next), Format(Next));
        writer.WriteString(nameof(LastUpdated), Format(LastUpdated));
        writer.WriteEndObject();
    }

    private static string Format(DateTimeOffset time) => time.ToString(TimeFormat, CultureInfo.InvariantCulture);
}
