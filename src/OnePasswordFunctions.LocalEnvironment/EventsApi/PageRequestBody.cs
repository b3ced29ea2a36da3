using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>The body of a page request: either a cursor alone, or a reset's parameters. Anything else is bad input.</summary>
/// <param name="Kind"><see cref="Reset"/>, <see cref="Continued"/>, or <see cref="Other"/> when the body is bad.</param>
/// <param name="Cursor">The cursor that was sent.</param>
/// <param name="Limit">1 to 1000.</param>
internal sealed partial record PageRequestBody(string Kind, string? Cursor = null, int Limit = 100, DateTimeOffset? Start = null, DateTimeOffset? End = null)
{
    public const string Other = "other";
    public const string Reset = "reset";
    public const string Continued = "cursor";

    private const int MaxLimit = 1000;

    public static PageRequestBody Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            JsonProperty[] members = [.. document.RootElement.EnumerateObject()];
            return members is [{ Name: "cursor" } cursor]
                ? new PageRequestBody(Continued, cursor.Value.GetString() ?? throw new FormatException())
                : members.Aggregate(new PageRequestBody(Reset), Read);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            // Not JSON, not an object, or a member that is unknown, of another type or out of its range.
            return new PageRequestBody(Other);
        }
    }

    /// <summary>Reads a time as the API takes it: RFC 3339 with up to nine digits after the second.</summary>
    public static bool TryReadTime(string? text, out DateTimeOffset time)
    {
        Match match = Rfc3339().Match(text ?? "");
        // .NET keeps seven digits of the second; the API keeps nine, which no filter here needs.
        return DateTimeOffset.TryParseExact($"{match.Groups["time"]}{match.Groups["zone"]}", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }

    private static PageRequestBody Read(PageRequestBody request, JsonProperty member) => member.Name switch
    {
        "limit" when member.Value.GetInt32() is >= 1 and <= MaxLimit and var limit => request with { Limit = limit },
        "start_time" when TryReadTime(member.Value.GetString(), out DateTimeOffset time) => request with { Start = time },
        "end_time" when TryReadTime(member.Value.GetString(), out DateTimeOffset time) => request with { End = time },
        _ => throw new FormatException(),
    };

    [GeneratedRegex(@"^(?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?)\d{0,2}(?<zone>Z|[+-]\d\d:\d\d)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Rfc3339();
}
