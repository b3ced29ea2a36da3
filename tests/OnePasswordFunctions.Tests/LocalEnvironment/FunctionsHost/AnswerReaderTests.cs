using System.Text;
using System.Text.Json;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

public sealed class AnswerReaderTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Unknown":1,"Outputs":null,"Logs":null,"ReturnValue":null}""")]
    [InlineData("""{"Logs":["a",null]}""")]
    public void Read_JsonObject_Succeeds(string body)
    {
        AnswerVerdict verdict = Read(200, "application/json", body);

        Assert.Null(verdict.Error);
        Assert.False(verdict.Hangs);
    }

    [Fact]
    public void Read_NamesInAnyCase_AreFound()
    {
        AnswerVerdict verdict = Read(299, "TEXT/JSON", """{"LOGS":["a"],"returnValue":{"outcome":"x"},"outputs":{"res":1}}""");

        Assert.Equal<string>(["a"], verdict.Logs);
        Assert.Equal("x", verdict.ReturnValue.GetProperty("outcome").GetString());
        Assert.Equal(JsonValueKind.Object, verdict.Outputs.ValueKind);
    }

    [Theory]
    [InlineData(200, "application/json", "")]
    [InlineData(200, "text/plain", "")]
    [InlineData(204, null, "")]
    [InlineData(200, "application/json", "null")]
    public void Read_SuccessWithoutBody_Hangs(int status, string? mediaType, string body) => Assert.True(Read(status, mediaType, body).Hangs);

    [Theory]
    [InlineData(200, "text/plain", "{}", "MediaTypeFormatter")]
    [InlineData(200, "application/problem+json", "{}", "MediaTypeFormatter")]
    [InlineData(200, null, "{}", "MediaTypeFormatter")]
    [InlineData(200, "application/json", "[]", "Invalid HttpResponseMessage")]
    [InlineData(200, "application/json", "{", "Invalid HttpResponseMessage")]
    [InlineData(200, "application/json", """{"Logs":"a"}""", "array of strings")]
    [InlineData(200, "application/json", """{"Logs":[{}]}""", "array of strings")]
    [InlineData(200, "application/json", """{"Outputs":[]}""", "Outputs")]
    [InlineData(302, "application/json", "{}", "302")]
    [InlineData(500, "application/json", """{"Logs":["a"]}""", "500")]
    public void Read_OtherAnswers_Fail(int status, string? mediaType, string body, string expected)
    {
        AnswerVerdict verdict = Read(status, mediaType, body);

        Assert.Contains(expected, verdict.Error, StringComparison.Ordinal);
        Assert.Empty(verdict.Logs);
    }

    private static AnswerVerdict Read(int status, string? mediaType, string body) => AnswerReader.Read(new HandlerAnswer(status, mediaType, Encoding.UTF8.GetBytes(body)));
}
