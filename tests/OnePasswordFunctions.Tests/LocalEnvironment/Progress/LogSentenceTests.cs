using OnePasswordFunctions.LocalEnvironment.Progress;

namespace OnePasswordFunctions.Tests.LocalEnvironment.Progress;

public sealed class LogSentenceTests
{
    [Theory]
    [InlineData("The hub is busy.", "The hub is busy.")]
    [InlineData("[2026-11-22T06:00:00.123Z] The hub is busy.", "The hub is busy.")]
    [InlineData("It failed.\r\n   at Some.Method()\r\n", "It failed.")]
    [InlineData("{ text }", "{ text }")]
    [InlineData("""{"record":"onepassword.proof","error":"The token was refused.","missing":null}""", "The token was refused.")]
    [InlineData("""{"record":"onepassword.proof","feed":"itemusages","error":null,"missing":1}""", "A proof of itemusages found a fault; /api/prove-delivery?event_type=itemusages says which.")]
    public void Of_Line_IsItsSentence(string line, string expected) => Assert.Equal(expected, LogSentence.Of(line));

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("""{"record":"onepassword.proof","er""")]
    public void Of_LineWithoutASentence_IsNull(string line) => Assert.Null(LogSentence.Of(line));
}
