using System.Text;
using System.Text.Json;
using OnePasswordFunctions.EventHubs;

namespace OnePasswordFunctions.Tests.EventHubs;

public sealed class JsonStringEscaperTests
{
    [Fact]
    public void Escape_AnyText_IsReadBackTheSameByTheFramework()
    {
        var random = new Random(2026);
        string[] alphabets = ["abc", "a\"", "\"", "\\", "\"\\x", "a\n\r\t", "a\u0000\u001f\u0007", "aé東😀\u2028\u007f", "{\"key\":\"value\\n\"}"];
        for (int round = 0; round < 20_000; round++)
        {
            string alphabet = alphabets[random.Next(alphabets.Length)];
            var text = new StringBuilder();
            for (int left = random.Next(100); left > 0; left--)
            {
                text.Append(random.Next(3) == 0 ? new Rune(new[] { 'x', 'é', '東' }[random.Next(3)]).ToString() : alphabet);
            }

            AssertRoundTrip(Encoding.UTF8.GetBytes(text.ToString()));
        }
    }

    [Fact]
    public void Escape_EveryByteAtEveryPlaceOfAVector_IsReadBackTheSame()
    {
        for (int value = 0; value < 0x80; value++)
        {
            for (int place = 0; place < 34; place++)
            {
                byte[] text = Encoding.ASCII.GetBytes(new string('x', 34));
                text[place] = (byte)value;
                AssertRoundTrip(text);
            }
        }
    }

    [Fact]
    public void Escape_EveryPatternOfQuotesInEightBytes_IsReadBackTheSame()
    {
        for (int mask = 0; mask < 65_536; mask += mask < 256 ? 1 : 257)
        {
            byte[] text = new byte[16];
            for (int bit = 0; bit < 16; bit++)
            {
                text[bit] = (mask >> bit & 1) == 0 ? (byte)('a' + bit) : bit % 2 == 0 ? (byte)'"' : (byte)'\\';
            }

            AssertRoundTrip(text);
        }
    }

    private static void AssertRoundTrip(byte[] text)
    {
        int length = JsonStringEscaper.GetEscapedLength(text);
        byte[] target = new byte[length + JsonStringEscaper.Slack + 16];
        target.AsSpan(length + JsonStringEscaper.Slack).Fill(0xEE);

        int written = JsonStringEscaper.Escape(text, target.AsSpan(0, length + JsonStringEscaper.Slack));

        Assert.Equal(length, written);
        Assert.True(target.AsSpan(length + JsonStringEscaper.Slack).IndexOfAnyExcept((byte)0xEE) < 0, "it wrote behind the destination");
        var reader = new Utf8JsonReader([(byte)'"', .. target.AsSpan(0, written), (byte)'"']);
        reader.Read();
        Assert.Equal(text, Encoding.UTF8.GetBytes(reader.GetString()!));
    }
}
