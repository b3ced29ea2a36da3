using System.Security.Cryptography;
using System.Text;
using OnePasswordFunctions.Cursors;

namespace OnePasswordFunctions.Functions.Http.Feeds;

/// <summary>A position as people may see it: enough to notice that it moved, not enough to read with. Its properties are the members of the JSON.</summary>
internal sealed class PositionView(FeedPosition position)
{
    public string Kind => position.Cursor is null ? "start_time" : "cursor";

    /// <summary>The first eight hexadecimal digits of the cursor's SHA-256; null when there is no cursor.</summary>
    public string? CursorHash => position.Cursor is { } cursor ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(cursor)).AsSpan(0, 4)) : null;

    public DateTimeOffset? StartTime => position.StartTime;

    public int PublishedInPage => position.PublishedInPage;

    /// <summary>The position in words.</summary>
    public string Describe()
    {
        string place = CursorHash is { } hash ? $"cursor {hash}" : $"start time {StartTime?.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC";
        return PublishedInPage == 0 ? place : $"{place}, {PublishedInPage} events into its page";
    }
}
