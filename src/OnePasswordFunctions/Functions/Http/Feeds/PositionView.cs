using System.Security.Cryptography;
using System.Text;
using OnePasswordFunctions.Cursors;

namespace OnePasswordFunctions.Functions.Http.Feeds;

/// <summary>A position as people may see it: enough to notice that it moved, not enough to read with.</summary>
internal static class PositionView
{
    /// <summary>The first eight hexadecimal digits of the cursor's SHA-256; null when there is no cursor.</summary>
    public static string? Hash(FeedPosition position) => position.Cursor is { } cursor
        ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(cursor)).AsSpan(0, 4))
        : null;

    /// <summary>The position in words.</summary>
    public static string Describe(FeedPosition position)
    {
        string place = Hash(position) is { } hash ? $"cursor {hash}" : $"start time {position.StartTime?.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC";
        return position.PublishedInPage == 0 ? place : $"{place}, {position.PublishedInPage} events into its page";
    }
}
