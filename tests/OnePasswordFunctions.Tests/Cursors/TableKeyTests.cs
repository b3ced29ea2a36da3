using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.Cursors;

public sealed class TableKeyTests
{
    [Theory]
    [InlineData("ABC-123_x", "ABC-123_x")]
    [InlineData("a/b\\c#d?e%f", "a_002fb_005cc_0023d_003fe_0025f")]
    [InlineData("a\u0001\u007fb", "a_0001_007fb")]
    public void Encode_AnyId_HasNoForbiddenCharacter(string key, string expected) => Assert.Equal(expected, TableKey.Encode(key));

    [Fact]
    public void ForFeed_TwoFeeds_AreApart() => Assert.Equal("p-itemusages", TableKey.ForFeed("p", EventFeed.ItemUsageActions));
}
