using System.Globalization;
using System.Runtime.CompilerServices;

namespace OnePasswordFunctions.EventsApi;

/// <summary>Gives JSON members' names that are written with escapes their meaning: <c>"uu\u0069d"</c> is <c>"uuid"</c>.</summary>
internal static class JsonNames
{
    /// <summary>The name, as it is compared: one of those that a page's reader looks for, whichever way it is written; otherwise as written.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ReadOnlySpan<byte> Resolve(ReadOnlySpan<byte> written) =>
        Means(written, "uuid"u8) ? "uuid"u8
        : Means(written, "timestamp"u8) ? "timestamp"u8
        : Means(written, "items"u8) ? "items"u8
        : Means(written, "cursor"u8) ? "cursor"u8
        : Means(written, "has_more"u8) ? "has_more"u8
        : written;

    /// <summary>Whether the value of what is written is <paramref name="name"/>, which must be ASCII.</summary>
    private static bool Means(ReadOnlySpan<byte> written, ReadOnlySpan<byte> name)
    {
        foreach (byte value in name)
        {
            if (written.IsEmpty || ReadCharacter(written, out int length) != value)
            {
                return false;
            }

            written = written[length..];
        }

        return written.IsEmpty;
    }

    /// <summary>The value of the first character as written; -1 for what none of the names has. A backslash has something behind it, or the string had not ended.</summary>
    private static int ReadCharacter(ReadOnlySpan<byte> written, out int length)
    {
        bool isEscape = written[0] == '\\';
        length = isEscape ? 6 : 1;
        return !isEscape ? written[0] : written[1] == 'u' ? ReadCodeUnit(written) : -1;
    }

    private static int ReadCodeUnit(ReadOnlySpan<byte> written) =>
        written.Length >= 6 && ushort.TryParse(written[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit) ? unit : -1;
}
