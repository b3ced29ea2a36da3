using System.Text;
using CsCheck;

namespace OnePasswordFunctions.Tests.Fuzzing;

/// <summary>Inputs that are damaged as networks, proxies and people do.</summary>
internal static class Damaged
{
    private static readonly Gen<byte[]> Token = Gen.OneOf<byte[]>(
    [
        .. new[]
        {
            "{", "}", "[", "]", ":", ",", "\"", "\\", "null", "true", "false", "0", "-1", "1e999", "99999999999999999999", "\"\"", "[]", "{}", "\\u0000", "\\ud800", "\\u0075", "\\u",
            "\\\"", " ", "\n", "\uFEFF", ";", "=", "%", "/", "://", "\"cursor\":", "\"items\":", "\"uuid\":", "<html>", "0001-01-01T00:00:00+05:00", "+99:99",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0x00], [0xED, 0xA0, 0x80],
    ]);

    /// <summary>A place in an input, as a part of its length: all alike, where a double would be 0 or 1 more often than not.</summary>
    private static readonly Gen<double> Place = Gen.Int[0, 9_999].Select(part => part / 10_000.0);

    private static readonly Gen<int> Length = Gen.Int[1, 23];

    /// <summary>A byte changes, or a letter or two, a part is lost, or all of the rest; a token is put in, once or very often, or takes a part's place; a part comes again elsewhere.</summary>
    private static readonly Gen<Func<byte[], byte[]>> Damage = Gen.OneOf<Func<byte[], byte[]>>(
        Gen.Select(Place, Gen.Byte, (place, value) => Replace(place, 1, [value])),
        Gen.Select(Place, Gen.Byte[(byte)' ', (byte)'~'].Array[1, 2], (place, values) => Replace(place, values.Length, values)),
        Gen.Select(Place, Length, (place, length) => Replace(place, length, [])),
        Place.Select(place => Replace(place, int.MaxValue, [])),
        Gen.Select(Place, Token, Gen.Frequency((19, 1), (1, 500)), (place, token, times) => Replace(place, 0, [.. Enumerable.Repeat(token, times).SelectMany(part => part)])),
        Gen.Select(Place, Length, Token, Replace),
        Gen.Select(Place, Place, Length, (place, from, length) => (Func<byte[], byte[]>)(input => Replace(place, 0, Part(input, from, length))(input))));

    /// <summary>One of the originals with one to four damages.</summary>
    public static Gen<byte[]> Of(params string[] originals) => Gen.Select(
        Gen.OneOf(originals), Damage.Array[1, 4], (original, damages) => damages.Aggregate(Encoding.UTF8.GetBytes(original), (input, damage) => damage(input)));

    private static Func<byte[], byte[]> Replace(double place, int length, byte[] other) => input =>
    {
        int at = (int)(place * input.Length);
        return [.. input[..at], .. other, .. input[(at + Math.Min(length, input.Length - at))..]];
    };

    private static byte[] Part(byte[] input, double place, int length)
    {
        int at = (int)(place * input.Length);
        return input[at..(at + Math.Min(length, input.Length - at))];
    }
}
