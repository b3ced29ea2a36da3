using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.EventsApi;

/// <summary>
/// Moves over JSON text value by value. Checks brackets, commas, colons, numbers' characters and literals; looks into strings
/// only for their end. That is what makes it several times faster than a full reader, and it is enough: the text is passed on
/// unchanged, and the consumer parses it.
/// Each function takes the index of the next byte and returns the one behind what it moved over, so that the index stays in a
/// register: this code looks at every byte that the API sends.
/// </summary>
internal static class JsonScanner
{
    /// <summary>A uuid or timestamp longer than this is treated as absent: it could not be a message property.</summary>
    private const int LongestPlainString = 128;

    /// <summary>The levels of nesting that one word can hold.</summary>
    private const int WordLevels = 64;

    public static IngestionException Invalid(string what, bool isTransient = false) =>
        new(IngestionTarget.EventsApi, IngestionFailure.InvalidResponse,
            $"The API's answer is not the agreed JSON: {what}. A proxy in between or a changed API can cause this; the position is unchanged.")
        {
            IsTransient = isTransient,
        };

    /// <summary>Finds the first byte of the text's one value.</summary>
    public static int Begin(ReadOnlySpan<byte> text) => SkipSpace(text, text.StartsWith("\uFEFF"u8) ? 3 : 0);

    /// <summary>Checks that nothing but white space follows.</summary>
    public static void End(ReadOnlySpan<byte> text, int at)
    {
        if (FindNext(text, at) < text.Length)
        {
            throw Invalid($"something follows the end of the object at byte {at}");
        }
    }

    /// <summary>Enters an object; <paramref name="hasMember"/> says whether it has a member, which must be read next.</summary>
    public static int OpenObject(ReadOnlySpan<byte> text, int at, string what, out bool hasMember) => Open(text, at, (byte)'{', what, "an object", out hasMember);

    /// <summary>Enters an array; <paramref name="hasElement"/> says whether it has an element, which must be read next.</summary>
    public static int OpenArray(ReadOnlySpan<byte> text, int at, string what, out bool hasElement) => Open(text, at, (byte)'[', what, "an array or null", out hasElement);

    /// <summary>After a member: <paramref name="hasMember"/> says whether another follows; otherwise the object has ended.</summary>
    public static int NextInObject(ReadOnlySpan<byte> text, int at, out bool hasMember) => Next(text, at, (byte)'}', out hasMember);

    /// <summary>After an element: <paramref name="hasElement"/> says whether another follows; otherwise the array has ended.</summary>
    public static int NextInArray(ReadOnlySpan<byte> text, int at, out bool hasElement) => Next(text, at, (byte)']', out hasElement);

    /// <summary>Reads a member's name, see <see cref="JsonNames"/>, and moves to the first byte of its value. Only a name with a backslash costs more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadName(ReadOnlySpan<byte> text, int at, out ReadOnlySpan<byte> name)
    {
        int end = JsonStringScanner.SkipString(text, CheckName(text, at), out bool isPlain);
        name = text[(at + 1)..(end - 1)];
        if (!isPlain)
        {
            name = JsonNames.Resolve(name);
        }

        return SkipColon(text, end);
    }

    /// <summary>Reads a string that must be one; <paramref name="value"/> is where its raw text lies.</summary>
    public static int ReadString(ReadOnlySpan<byte> text, int at, string what, out Range value)
    {
        if (text[at] != '"')
        {
            throw Invalid($"'{what}' is not a string");
        }

        int end = JsonStringScanner.SkipString(text, at);
        value = (at + 1)..(end - 1);
        return end;
    }

    /// <summary>
    /// Reads any value; <paramref name="length"/> is that of a string of printable ASCII without escapes, and 0 for everything else.
    /// </summary>
    public static int ReadPlainString(ReadOnlySpan<byte> text, int at, out int start, out int length)
    {
        (start, length) = (0, 0);
        if (text[at] != '"')
        {
            return SkipValue(text, at);
        }

        int end = JsonStringScanner.SkipString(text, at);
        ReadOnlySpan<byte> value = text[(at + 1)..(end - 1)];
        if (value.Length <= LongestPlainString && !value.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E) && !value.Contains((byte)'\\'))
        {
            (start, length) = (at + 1, value.Length);
        }

        return end;
    }

    public static int ReadBoolean(ReadOnlySpan<byte> text, int at, string what, out bool value)
    {
        value = text[at] == 't';
        return value || text[at] == 'f' ? SkipLiteral(text, at) : throw Invalid($"'{what}' is not true or false");
    }

    /// <summary>Moves past a null; an index that does not move says that there is none.</summary>
    public static int TrySkipNull(ReadOnlySpan<byte> text, int at) => text[at] == 'n' ? SkipLiteral(text, at) : at;

    /// <summary>The text of a string that <see cref="ReadString"/> found, with its escapes resolved.</summary>
    public static string GetText(ReadOnlySpan<byte> text, Range value)
    {
        try
        {
            var reader = new Utf8JsonReader(text[(value.Start.Value - 1)..(value.End.Value + 1)]);
            reader.Read();
            return reader.GetString()!;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Invalid("the cursor is not a valid string");
        }
    }

    /// <summary>Moves past any value, however deep.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipValue(ReadOnlySpan<byte> text, int at) => text[at] == '"' ? JsonStringScanner.SkipString(text, at) : SkipContainerOrScalar(text, at);

    /// <summary>The next byte that is not white space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipSpace(ReadOnlySpan<byte> text, int at) =>
        (uint)at < (uint)text.Length && text[at] > ' ' ? at : SkipSpaceSlowly(text, at);

    /// <summary>
    /// Walks containers with one bit per open bracket instead of recursion, so that hostile nesting costs memory by the bit and
    /// can not overflow the stack.
    /// </summary>
    private static int SkipContainerOrScalar(ReadOnlySpan<byte> text, int at)
    {
        // The lowest bit stands for the innermost container: 1 for an object. Words that are full wait on the stack.
        ulong kinds = 0;
        Stack<ulong>? fullWords = null;
        int depth = 0;
        while (true)
        {
            byte first = text[at];
            if (first == '"')
            {
                at = JsonStringScanner.SkipString(text, at);
            }
            else if (first is (byte)'{' or (byte)'[')
            {
                if (depth > 0 && depth % WordLevels == 0)
                {
                    (fullWords ??= []).Push(kinds);
                }

                bool isObject = first == '{';
                kinds = (kinds << 1) | (isObject ? 1UL : 0);
                depth++;
                at = SkipSpace(text, at + 1);
                if (text[at] != Closing(isObject))
                {
                    at = isObject ? SkipName(text, at) : at;
                    continue;
                }
            }
            else
            {
                at = SkipScalar(text, at);
            }

            // Behind a value, or before the end of an empty container: what ends here, and the way to the next value.
            while (true)
            {
                if (depth == 0)
                {
                    return at;
                }

                bool isObject = (kinds & 1) != 0;
                at = Next(text, at, Closing(isObject), out bool more);
                if (more)
                {
                    at = isObject ? SkipName(text, at) : at;
                    break;
                }

                kinds >>= 1;
                if (--depth > 0 && depth % WordLevels == 0)
                {
                    kinds = fullWords!.Pop();
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SkipName(ReadOnlySpan<byte> text, int at) => SkipColon(text, JsonStringScanner.SkipString(text, CheckName(text, at)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CheckName(ReadOnlySpan<byte> text, int at) => text[at] == '"' ? at : throw Unexpected(text, at, "a member's name");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SkipColon(ReadOnlySpan<byte> text, int at)
    {
        at = SkipSpace(text, at);
        return text[at] == ':' ? SkipSpace(text, at + 1) : throw Unexpected(text, at, "':'");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte Closing(bool isObject) => isObject ? (byte)'}' : (byte)']';

    private static int Open(ReadOnlySpan<byte> text, int at, byte opening, string what, string expected, out bool more)
    {
        if (text[at] != opening)
        {
            throw Invalid($"{what} is not {expected}");
        }

        at = SkipSpace(text, at + 1);
        more = text[at] != Closing(opening == '{');
        return more ? at : at + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Next(ReadOnlySpan<byte> text, int at, byte closing, out bool more)
    {
        at = SkipSpace(text, at);
        more = text[at] == ',';
        return more ? SkipSpace(text, at + 1)
            : text[at] == closing ? at + 1
            : throw Unexpected(text, at, $"',' or '{(char)closing}'");
    }

    /// <summary>The index of the next byte that is not white space; the text's length when there is none.</summary>
    private static int FindNext(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        return at;
    }

    private static int SkipSpaceSlowly(ReadOnlySpan<byte> text, int at)
    {
        at = FindNext(text, at);
        return at < text.Length ? at : throw Truncated(text);
    }

    private static int SkipScalar(ReadOnlySpan<byte> text, int at)
    {
        if (text[at] is (byte)'t' or (byte)'f' or (byte)'n')
        {
            return SkipLiteral(text, at);
        }

        int start = at;
        while (at < text.Length && text[at] is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'+' or (byte)'.' or (byte)'e' or (byte)'E')
        {
            at++;
        }

        return at > start ? at : throw Unexpected(text, at, "a value");
    }

    private static int SkipLiteral(ReadOnlySpan<byte> text, int at)
    {
        ReadOnlySpan<byte> literal = text[at] switch { (byte)'t' => "true"u8, (byte)'f' => "false"u8, _ => "null"u8 };
        ReadOnlySpan<byte> found = text[at..Math.Min(at + literal.Length, text.Length)];
        return !literal.StartsWith(found) ? throw Unexpected(text, at, Encoding.ASCII.GetString(literal))
            : found.Length < literal.Length ? throw Truncated(text)
            : at + literal.Length;
    }

    private static IngestionException Unexpected(ReadOnlySpan<byte> text, int at, string expected) => Invalid($"expected {expected} at byte {at} of {text.Length}");

    /// <summary>The text ends before its value does, which may be different next time.</summary>
    public static IngestionException Truncated(ReadOnlySpan<byte> text) => Invalid($"it ends too early, after {text.Length} bytes", isTransient: true);
}
