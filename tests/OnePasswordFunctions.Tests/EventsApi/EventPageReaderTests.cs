using System.Text;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.EventsApi;

public sealed class EventPageReaderTests
{
    private const string Body =
        """{"cursor":"aGVsbG8=","has_more":true,"items":[{"uuid":"A1","timestamp":"2026-03-14T09:00:00Z","text":"with \"quotes\" and \\","n":-1.5e3},{"uuid":"B2","nested":{"uuid":"no","list":[1,[true,null]]}}],"later":[{}]}""";

    [Fact]
    public void Read_OrdinaryPage_FindsEverythingAsItWasSent()
    {
        using EventPage page = EventPages.Read(Body);

        Assert.Equal((2, "aGVsbG8=", true), (page.Count, page.Cursor, page.HasMore));
        Assert.Equal("""{"uuid":"A1","timestamp":"2026-03-14T09:00:00Z","text":"with \"quotes\" and \\","n":-1.5e3}""", Text(page.GetEvent(0)));
        Assert.Equal("""{"uuid":"B2","nested":{"uuid":"no","list":[1,[true,null]]}}""", Text(page.GetEvent(1)));
        Assert.Equal(("A1", "2026-03-14T09:00:00Z", "B2", ""), (Text(page.GetUuid(0)), Text(page.GetTimestamp(0)), Text(page.GetUuid(1)), Text(page.GetTimestamp(1))));
    }

    [Theory]
    [InlineData("""{"cursor":"c"}""")]
    [InlineData("""{"cursor":"c","items":null}""")]
    [InlineData("""{"cursor":"c","items":[]}""")]
    [InlineData("\uFEFF{\"cursor\":\"c\",\"has_more\":false}")]
    public void Read_NoItems_IsAnEmptyPage(string body)
    {
        using EventPage page = EventPages.Read(body);

        Assert.Equal((0, "c", false), (page.Count, page.Cursor, page.HasMore));
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\t\r\n  ")]
    public void Read_WhiteSpaceAroundEveryToken_ChangesNothing(string space)
    {
        string[] tokens = ["{", "\"cursor\"", ":", "\"c\"", ",", "\"items\"", ":", "[", "{", "\"uuid\"", ":", "\"A\"", ",", "\"n\"", ":", "1", "}", ",", "{", "}", "]", ",", "\"has_more\"", ":", "true", "}"];

        using EventPage page = EventPages.Read(space + string.Join(space, tokens) + space);

        Assert.Equal((2, "c", true, "A"), (page.Count, page.Cursor, page.HasMore, Text(page.GetUuid(0))));
        Assert.StartsWith("{", Text(page.GetEvent(0)), StringComparison.Ordinal);
        Assert.EndsWith("}", Text(page.GetEvent(0)), StringComparison.Ordinal);
        Assert.Equal($"{{{space}}}", Text(page.GetEvent(1)));
    }

    [Fact]
    public void Read_QuotesAndEscapesAtEveryPlaceOfAVector_FindTheSameEnd()
    {
        string[] ends = ["", "\\\"", "\\\\", "\\\\\\\"", "\\u0022"];
        for (int before = 0; before < 40; before++)
        {
            foreach (string end in ends)
            {
                for (int after = 0; after < 20; after++)
                {
                    string item = $$"""{"t":"{{new string('x', before)}}{{end}}{{new string('y', after)}}","uuid":"U"}""";
                    using EventPage page = EventPages.Of(item);
                    Assert.Equal((item, "U"), (Text(page.GetEvent(0)), Text(page.GetUuid(0))));
                }
            }
        }
    }

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(66)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(100_000)]
    public void Read_DeepNesting_IsPassedOn(int depth)
    {
        // No two words of 64 levels are alike.
        var random = new Random(depth);
        bool[] isObject = [.. Enumerable.Range(0, depth).Select(level => level == depth - 1 || random.Next(2) == 0)];
        string inner = string.Concat(isObject.Select(level => level ? "{\"a\":" : "[")) + "1" + string.Concat(isObject.Reverse().Select(level => level ? "}" : "]"));
        string item = $$"""{"deep":{{inner}},"uuid":"U"}""";

        using EventPage page = EventPages.Of(item);

        Assert.Equal((item, "U"), (Text(page.GetEvent(0)), Text(page.GetUuid(0))));
        Assert.Throws<IngestionException>(() => EventPages.Of(item.Replace("1}", "1]", StringComparison.Ordinal)));
    }

    [Fact]
    public void Read_MoreItemsThanAPageMayHave_KeepsThemAll()
    {
        string[] items = [.. Enumerable.Range(0, 5000).Select(number => $$"""{"uuid":"{{number}}"}""")];

        using EventPage page = EventPages.Of(items);

        Assert.Equal(items, Enumerable.Range(0, page.Count).Select(index => Text(page.GetEvent(index))));
    }

    [Fact]
    public void Read_MembersTwice_TakesTheFirstUsableUuidAndTimeAndTheLastCursor()
    {
        using EventPage page = EventPages.Read("""{"cursor":"a","items":[{"uuid":null,"uuid":"first","uuid":"second","timestamp":7,"timestamp":"first","timestamp":"second"}],"cursor":"b"}""");

        Assert.Equal(("b", "first", "first"), (page.Cursor, Text(page.GetUuid(0)), Text(page.GetTimestamp(0))));
    }

    [Theory]
    [InlineData(@"uu\u0069d", @"t\u0069mestamp")]
    [InlineData(@"\u0075\u0075\u0069\u0064", @"\u0074\u0069\u006d\u0065\u0073\u0074\u0061\u006D\u0070")]
    public void Read_EscapedMemberNames_AreTheNamesTheyMean(string uuid, string timestamp)
    {
        string item = $$"""{"{{uuid}}":"A","{{timestamp}}":"2026-03-14T09:00:00Z"}""";
        using EventPage page = EventPages.Read($$"""{"c\u0075rsor":"c","h\u0061s_more":true,"\u0069tems":[{{item}}]}""");

        Assert.Equal(("c", true, 1), (page.Cursor, page.HasMore, page.Count));
        Assert.Equal((item, "A", "2026-03-14T09:00:00Z"), (Text(page.GetEvent(0)), Text(page.GetUuid(0)), Text(page.GetTimestamp(0))));
        Assert.True(page.TryGetTime(0, out _));
    }

    [Theory]
    [InlineData(@"uu\u0069")]
    [InlineData(@"uu\u0069dd")]
    [InlineData(@"uu\u0049d")]
    [InlineData(@"uu\u00e9d")]
    [InlineData(@"uu\id")]
    [InlineData(@"uu\u+69d")]
    [InlineData(@"uu\u69")]
    [InlineData(@"uuid\u0000")]
    [InlineData(@"\\u0075uid")]
    [InlineData(@"\/uuid")]
    public void Read_NamesThatMeanSomethingElse_AreNotTaken(string name)
    {
        using EventPage page = EventPages.Of($$"""{"{{name}}":"A"}""");

        Assert.Equal(0, page.GetUuid(0).Length);
    }

    [Fact]
    public void Read_EscapedCursor_IsResolved()
    {
        using EventPage page = EventPages.Read("""{"cursor":"a\/\u00e9\"b"}""");

        Assert.Equal("a/é\"b", page.Cursor);
    }

    [Theory]
    [InlineData(" ~", " ~")]
    [InlineData("", "")]
    [InlineData("a\u007fb", "")]
    [InlineData("a\u001fb", "")]
    [InlineData("aéb", "")]
    [InlineData("a\\u0062", "")]
    public void Read_UuidThatCanBeNoProperty_CountsAsAbsent(string uuid, string expected)
    {
        using EventPage page = EventPages.Of($$"""{"uuid":"{{uuid}}"}""");

        Assert.Equal(expected, Text(page.GetUuid(0)));
    }

    [Theory]
    [InlineData(128, 128)]
    [InlineData(129, 0)]
    public void Read_LongUuid_CountsAsAbsent(int length, int expected)
    {
        using EventPage page = EventPages.Of($$"""{"uuid":"{{new string('u', length)}}"}""");

        Assert.Equal(expected, page.GetUuid(0).Length);
    }

    [Theory]
    [InlineData("""{"uuid":"56YE2TYN2VFYRLNSHKPW5NVT5E","timestamp":"2026-03-14T09:26:53.123456789+01:00"}""", "2026-03-14T08:26:53.1234567Z")]
    [InlineData("""{"timestamp":"0001-01-01T00:00:00Z"}""", "0001-01-01T00:00:00Z")]
    [InlineData("""{"uuid":"A","timestamp":"yesterday"}""", null)]
    [InlineData("""{"uuid":17}""", null)]
    public void Read_TimeAndHash_AreThoseOfTheEventsTimestampAndId(string item, string? expected)
    {
        using EventPage page = EventPages.Of("{}", item);

        bool hasTime = page.TryGetTime(1, out DateTimeOffset time);

        Assert.Equal<DateTimeOffset?>(expected is null ? null : DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), hasTime ? time : null);
        Assert.Equal(EventIdentity.Hash(Encoding.ASCII.GetBytes(EventIdentity.GetText(page, 1))), page.GetIdHash(1));
        Assert.NotEqual(page.GetIdHash(0), page.GetIdHash(1));
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
