using OnePasswordFunctions.LocalEnvironment;

namespace OnePasswordFunctions.Tests.LocalEnvironment;

public sealed class TextWrapTests
{
    [Theory]
    [InlineData("", 10, "")]
    [InlineData("just fits!", 10, "just fits!")]
    [InlineData("one two three four", 10, "one two|  three|  four")]
    [InlineData("a-very-long-word next", 10, "a-very-long-word|  next")]
    [InlineData("x a-very-long-word next", 10, "x|  a-very-long-word|  next")]
    public void Wrap_Text_BreaksBetweenWords(string text, int width, string expected) => Assert.Equal(expected, string.Join('|', TextWrap.Wrap(text, width, "  ")));
}
