using System.Globalization;
using System.Runtime.CompilerServices;

namespace OnePasswordFunctions.EventsApi;

/// <summary>A JSON member's name, compared by its value: <c>"uu\u0069d"</c> is <c>"uuid"</c>. Only a name with a backslash costs more.</summary>
/// <param name="written">The text between the quotation marks.</param>
/// <param name="hasEscapes">Whether there is a backslash in it.</param>
internal readonly ref struct JsonName(ReadOnlySpan<byte> written, bool hasEscapes)
{
    private readonly ReadOnlySpan<byte> _written = written;
    private readonly bool _hasEscapes = hasEscapes;

    /// <summary>Whether the name's value is <paramref name="expected"/>, which must be ASCII.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Is(ReadOnlySpan<byte> expected) => _hasEscapes ? IsUnescaped(_written, expected) : _written.SequenceEqual(expected);

    private static bool IsUnescaped(ReadOnlySpan<byte> written, ReadOnlySpan<byte> expected)
    {
        foreach (byte value in expected)
        {
            if (written.IsEmpty || ReadCharacter(written, out int length) != value)
            {
                return false;
            }

            written = written[length..];
        }

        return written.IsEmpty;
    }

    /// <summary>The value of the first character as written; -1 for what no ASCII text has, and for an escape that JSON does not know.</summary>
    private static int ReadCharacter(ReadOnlySpan<byte> written, out int length)
    {
        (length, int value) = (written[0], written.Length) switch
        {
            (not (byte)'\\', _) => (1, written[0]),
            (_, 1) => (1, -1),
            _ => written[1] switch
            {
                (byte)'u' => (6, ReadCodeUnit(written)),
                (byte)'"' or (byte)'\\' or (byte)'/' => (2, written[1]),
                _ => (2, -1),
            },
        };
        return value;
    }

    private static int ReadCodeUnit(ReadOnlySpan<byte> written) =>
        written.Length >= 6 && ushort.TryParse(written[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit) ? unit : -1;
}
