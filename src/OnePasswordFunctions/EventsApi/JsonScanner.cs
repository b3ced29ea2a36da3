using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Json;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.EventsApi;

/// <summary>
/// Moves over JSON text value by value. Checks brackets, commas, colons, numbers' characters and literals; looks into strings
/// only for their end. That is what makes it several times faster than a full reader, and it is enough: the text is passed on
/// unchanged, and the consumer parses it.
/// </summary>
internal ref struct JsonScanner
{
    /// <summary>A uuid or timestamp longer than this is treated as absent: it could not be a message property.</summary>
    private const int LongestPlainString = 128;

    private readonly ReadOnlySpan<byte> _text;
    private int _at;

    public JsonScanner(ReadOnlySpan<byte> text)
    {
        _text = text;
        _at = text.StartsWith("\uFEFF"u8) ? 3 : 0;
    }

    /// <summary>The index of the next byte.</summary>
    public readonly int Position => _at;

    public static IngestionException Invalid(string what, bool isTransient = false) =>
        new(IngestionTarget.EventsApi, IngestionFailure.InvalidResponse,
            $"The API's answer is not the agreed JSON: {what}. A proxy in between or a changed API can cause this; the position is unchanged.")
        {
            IsTransient = isTransient,
        };

    /// <summary>The index of the bracket that was opened last.</summary>
    public int OpenedAt { get; private set; }

    /// <summary>Enters an object. True when it has a member, which must be read next.</summary>
    public bool OpenObject(string what) => Open((byte)'{', (byte)'}', what, "an object");

    /// <summary>Enters an array. True when it has an element, which must be read next.</summary>
    public bool OpenArray(string what) => Open((byte)'[', (byte)']', what, "an array or null");

    /// <summary>After a member: true when another follows, false when the object has ended.</summary>
    public bool NextInObject() => Next((byte)'}');

    /// <summary>After an element: true when another follows, false when the array has ended.</summary>
    public bool NextInArray() => Next((byte)']');

    /// <summary>Reads a member's name, as it is written, and the colon after it.</summary>
    public ReadOnlySpan<byte> ReadName()
    {
        if (Peek() != '"')
        {
            throw Unexpected("a member's name");
        }

        int start = _at + 1;
        int end = SkipString();
        if (Peek() != ':')
        {
            throw Unexpected("':'");
        }

        _at++;
        return _text[start..end];
    }

    /// <summary>Reads a string that must be one; returns its raw length and where it starts.</summary>
    public int ReadString(string what, out int start)
    {
        if (Peek() != '"')
        {
            throw Invalid($"'{what}' is not a string");
        }

        start = _at + 1;
        return SkipString() - start;
    }

    /// <summary>
    /// Reads a value; returns the length and start of a string of printable ASCII without escapes, and 0 for everything else.
    /// </summary>
    public int ReadPlainString(out int start)
    {
        start = 0;
        if (Peek() != '"')
        {
            SkipValue();
            return 0;
        }

        start = _at + 1;
        ReadOnlySpan<byte> value = _text[start..SkipString()];
        bool isPlain = value.Length <= LongestPlainString && !value.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E) && !value.Contains((byte)'\\');
        return isPlain ? value.Length : 0;
    }

    public bool ReadBoolean(string what)
    {
        byte first = Peek();
        if (first is not ((byte)'t' or (byte)'f'))
        {
            throw Invalid($"'{what}' is not true or false");
        }

        SkipLiteral(first);
        return first == 't';
    }

    public bool TryReadNull()
    {
        if (Peek() != 'n')
        {
            return false;
        }

        SkipLiteral((byte)'n');
        return true;
    }

    /// <summary>Checks that nothing but white space follows.</summary>
    public void End()
    {
        SkipWhiteSpace();
        if (_at < _text.Length)
        {
            throw Invalid($"something follows the end of the object at byte {_at}");
        }
    }

    /// <summary>The text of a string that <see cref="ReadString"/> found, with its escapes resolved.</summary>
    public readonly string GetText(int start, int length)
    {
        try
        {
            var reader = new Utf8JsonReader(_text.Slice(start - 1, length + 2));
            reader.Read();
            return reader.GetString()!;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Invalid("the cursor is not a valid string");
        }
    }

    /// <summary>Moves past any value, however deep.</summary>
    public void SkipValue()
    {
        byte first = Peek();
        if (first == '"')
        {
            SkipString();
        }
        else if (first is (byte)'{' or (byte)'[')
        {
            SkipContainer();
        }
        else
        {
            SkipScalar(first);
        }
    }

    /// <summary>
    /// Walks a container with one bit per open bracket instead of recursion, so that hostile nesting costs memory by the bit
    /// and can not overflow the stack.
    /// </summary>
    private void SkipContainer()
    {
        Span<ulong> kinds = stackalloc ulong[4];
        ulong[]? rented = null;
        int depth = 0;
        try
        {
            while (true)
            {
                bool isObject = Peek() == '{';
                if (depth == kinds.Length * 64)
                {
                    kinds = Deepen(kinds, ref rented);
                }

                Push(kinds, depth++, isObject);
                bool more = isObject ? OpenObject("a value") : OpenArray("a value");
                if (!ContinueTo(kinds, ref depth, more))
                {
                    return;
                }
            }
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<ulong>.Shared.Return(rented);
            }
        }
    }

    /// <summary>Moves to the next bracket that opens. False when the outermost container has ended.</summary>
    private bool ContinueTo(scoped Span<ulong> kinds, ref int depth, bool more)
    {
        while (true)
        {
            bool isObject = (kinds[(depth - 1) >> 6] >> ((depth - 1) & 63) & 1) != 0;
            if (!more)
            {
                if (--depth == 0)
                {
                    return false;
                }

                isObject = (kinds[(depth - 1) >> 6] >> ((depth - 1) & 63) & 1) != 0;
            }
            else
            {
                if (isObject)
                {
                    ReadName();
                }

                byte first = Peek();
                if (first is (byte)'{' or (byte)'[')
                {
                    return true;
                }

                if (first == '"')
                {
                    SkipString();
                }
                else
                {
                    SkipScalar(first);
                }
            }

            more = Next(isObject ? (byte)'}' : (byte)']');
        }
    }

    private static void Push(scoped Span<ulong> kinds, int depth, bool isObject)
    {
        ref ulong word = ref kinds[depth >> 6];
        ulong bit = 1UL << (depth & 63);
        word = isObject ? word | bit : word & ~bit;
    }

    private static ulong[] Deepen(scoped Span<ulong> kinds, ref ulong[]? rented)
    {
        ulong[] larger = ArrayPool<ulong>.Shared.Rent(kinds.Length * 2);
        kinds.CopyTo(larger);
        if (rented is not null)
        {
            ArrayPool<ulong>.Shared.Return(rented);
        }

        return rented = larger;
    }

    private bool Open(byte opening, byte closing, string what, string expected)
    {
        if (Peek() != opening)
        {
            throw Invalid($"{what} is not {expected}");
        }

        OpenedAt = _at++;
        if (Peek() != closing)
        {
            return true;
        }

        _at++;
        return false;
    }

    private bool Next(byte closing)
    {
        byte found = Peek();
        if (found == ',')
        {
            _at++;
            return true;
        }

        if (found != closing)
        {
            throw Unexpected($"',' or '{(char)closing}'");
        }

        _at++;
        return false;
    }

    /// <summary>The next byte that is not white space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte Peek()
    {
        if ((uint)_at < (uint)_text.Length && _text[_at] > ' ')
        {
            return _text[_at];
        }

        SkipWhiteSpace();
        return _at < _text.Length ? _text[_at] : throw Truncated();
    }

    private void SkipWhiteSpace()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            _at++;
        }
    }

    /// <summary>From an opening quote to behind the closing one; returns the index of the closing one.</summary>
    private int SkipString()
    {
        int at = _at + 1;
        ref byte text = ref MemoryMarshal.GetReference(_text);
        while (true)
        {
            while (at <= _text.Length - Vector128<byte>.Count)
            {
                Vector128<byte> block = Vector128.LoadUnsafe(ref text, (nuint)at);
                uint hits = (Vector128.Equals(block, Vector128.Create((byte)'"')) | Vector128.Equals(block, Vector128.Create((byte)'\\')))
                    .ExtractMostSignificantBits();
                if (hits != 0)
                {
                    at += BitOperations.TrailingZeroCount(hits);
                    break;
                }

                at += Vector128<byte>.Count;
            }

            while (at < _text.Length && _text[at] is not ((byte)'"' or (byte)'\\'))
            {
                at++;
            }

            if (at >= _text.Length)
            {
                throw Truncated();
            }

            if (_text[at] == '"')
            {
                _at = at + 1;
                return at;
            }

            at += 2;
        }
    }

    private void SkipScalar(byte first)
    {
        if (first is (byte)'t' or (byte)'f' or (byte)'n')
        {
            SkipLiteral(first);
            return;
        }

        int start = _at;
        while (_at < _text.Length && _text[_at] is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'+' or (byte)'.' or (byte)'e' or (byte)'E')
        {
            _at++;
        }

        if (_at == start)
        {
            throw Unexpected("a value");
        }
    }

    private void SkipLiteral(byte first)
    {
        ReadOnlySpan<byte> literal = first switch { (byte)'t' => "true"u8, (byte)'f' => "false"u8, _ => "null"u8 };
        ReadOnlySpan<byte> found = _text[_at..Math.Min(_at + literal.Length, _text.Length)];
        if (!literal.StartsWith(found))
        {
            throw Unexpected(Encoding.ASCII.GetString(literal));
        }

        if (found.Length < literal.Length)
        {
            throw Truncated();
        }

        _at += literal.Length;
    }

    private readonly IngestionException Unexpected(string expected) => Invalid($"expected {expected} at byte {_at} of {_text.Length}");

    [DoesNotReturn]
    private readonly IngestionException Truncated() =>
        throw Invalid($"it ends too early, after {_text.Length} bytes", isTransient: true);
}
