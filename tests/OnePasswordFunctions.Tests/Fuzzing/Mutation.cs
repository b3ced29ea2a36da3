using System.Text;

namespace OnePasswordFunctions.Tests.Fuzzing;

/// <summary>Damages an input as networks, proxies and people do.</summary>
internal static class Mutation
{
    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "{", "}", "[", "]", ":", ",", "\"", "\\", "null", "true", "false", "0", "-1", "1e999", "99999999999999999999", "\"\"", "[]", "{}", "\\u0000", "\\ud800", "\\u0075", "\\u",
            "\\\"", " ", "\n", "\uFEFF", ";", "=", "%", "/", "://", "\"cursor\":", "\"items\":", "\"uuid\":", "<html>", "0001-01-01T00:00:00+05:00", "+99:99",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0x00], [0xED, 0xA0, 0x80],
    ];

    public static byte[] Of(byte[] original, Random random)
    {
        List<byte> bytes = [.. original];
        for (int changes = random.Next(1, 5); changes > 0 && bytes.Count > 0; changes--)
        {
            int at = random.Next(bytes.Count), length = Math.Min(random.Next(1, 24), bytes.Count - at);
            switch (random.Next(8))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 5:
                    bytes.InsertRange(at, Enumerable.Repeat(Tokens[random.Next(Tokens.Length)], random.Next(20) == 0 ? 500 : 1).SelectMany(token => token));
                    break;
                case 6:
                    bytes.RemoveRange(at, length);
                    bytes.InsertRange(at, Tokens[random.Next(Tokens.Length)]);
                    break;
                default:
                    (bytes[at], bytes[random.Next(bytes.Count)]) = (bytes[random.Next(bytes.Count)], bytes[at]);
                    break;
            }
        }

        return [.. bytes];
    }
}
