using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>The body of a page request: either a cursor alone, or a reset's parameters. Anything else is bad input.</summary>
/// <param name="Kind">Reset, Cursor, or Other when the body is bad.</param>
/// <param name="Cursor">The cursor that was sent.</param>
/// <param name="Limit">1 to 1000.</param>
internal sealed partial record PageRequestBody(RequestKind Kind, string? Cursor, int Limit, DateTimeOffset? Start, DateTimeOffset? End)
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    private static readonly PageRequestBody Bad = new(RequestKind.Other, null, 0, null, null);

    public static PageRequestBody Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : Bad;
        }
        catch (JsonException)
        {
            return Bad;
        }
    }

    /// <summary>Reads a time as the API takes it: RFC 3339 with up to nine digits after the second.</summary>
    public static bool TryReadTime(string? text, out DateTimeOffset time)
    {
        time = default;
        Match match = Rfc3339().Match(text ?? "");
        if (!match.Success)
        {
            return false;
        }

        // .NET keeps seven digits of the second; the API keeps nine, which no filter here needs.
        string fraction = match.Groups["fraction"].Value;
        string trimmed = match.Groups["seconds"].Value + (fraction.Length > 8 ? fraction[..8] : fraction) + match.Groups["zone"].Value;
        return DateTimeOffset.TryParseExact(trimmed, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }

    private static PageRequestBody Read(JsonElement root)
    {
        string? cursor = null;
        int? limit = null;
        DateTimeOffset? start = null;
        DateTimeOffset? end = null;
        foreach (JsonProperty property in root.EnumerateObject())
        {
            bool understood = property.Name switch
            {
                "cursor" => (cursor = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString() : null) is not null,
                "limit" => (limit = ReadLimit(property.Value)) is not null,
                "start_time" => (start = ReadTime(property.Value)) is not null,
                "end_time" => (end = ReadTime(property.Value)) is not null,
                _ => false,
            };
            if (!understood)
            {
                return Bad;
            }
        }

        if (cursor is null)
        {
            return new PageRequestBody(RequestKind.Reset, null, limit ?? DefaultLimit, start, end);
        }

        return limit is null && start is null && end is null ? new PageRequestBody(RequestKind.Cursor, cursor, 0, null, null) : Bad;
    }

    private static int? ReadLimit(JsonElement value)
        => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int limit) && limit is >= 1 and <= MaxLimit ? limit : null;

    private static DateTimeOffset? ReadTime(JsonElement value)
        => value.ValueKind == JsonValueKind.String && TryReadTime(value.GetString(), out DateTimeOffset time) ? time : null;

    [GeneratedRegex(@"^(?<seconds>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?<fraction>\.\d{1,9})?(?<zone>Z|[+-]\d\d:\d\d)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Rfc3339();
}
