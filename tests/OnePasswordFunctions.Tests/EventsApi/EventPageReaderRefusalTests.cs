using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.EventsApi;

/// <summary>What is no page, and what people are told about it.</summary>
public sealed class EventPageReaderRefusalTests
{
    [Theory]
    [InlineData("""{"cursor":"c","items":{}}""", "items is not an array or null")]
    [InlineData("""{"cursor":"c","items":"x"}""", "items is not an array or null")]
    [InlineData("""{"cursor":"c","items":[null]}""", "an item is not an object")]
    [InlineData("""{"cursor":"c","items":[1]}""", "an item is not an object")]
    [InlineData("""{"cursor":"c","items":[{}],}""", "expected a member's name at byte 27 of 28")]
    [InlineData("""{"cursor":"c","items":[{},]}""", "an item is not an object")]
    [InlineData("""{"cursor":"c","items":[{}{}]}""", "expected ',' or ']' at byte 25 of 29")]
    [InlineData("""{"cursor":"c","items":[{"a" 1}]}""", "expected ':' at byte 28 of 32")]
    [InlineData("""{"cursor":"c","items":[{"a":[1}]]}""", "expected ',' or ']' at byte 30 of 34")]
    [InlineData("""{"cursor":"c","items":[{"a":{"b":1]]]}""", "expected ',' or '}' at byte 34 of 38")]
    [InlineData("""{"cursor":"c","items":[{"a":tru}]}""", "expected true at byte 28 of 34")]
    [InlineData("""{"cursor":"c","items":[{"a":falsch}]}""", "expected false at byte 28 of 37")]
    [InlineData("""{"cursor":"c","items":[{"a":nil}]}""", "expected null at byte 28 of 34")]
    [InlineData("""{"cursor":"c","items":[{"a":}]}""", "expected a value at byte 28 of 31")]
    [InlineData("""{"cursor":"c","has_more":"true"}""", "'has_more' is not true or false")]
    [InlineData("""{"cursor":"c","has_more":null}""", "'has_more' is not true or false")]
    [InlineData("""{"cursor":"c"} {"cursor":"d"}""", "something follows the end of the object at byte 14")]
    [InlineData("""{"cursor":"c"}]""", "something follows the end of the object at byte 14")]
    [InlineData("""{"cursor":"c" "d":1}""", "expected ',' or '}' at byte 14 of 20")]
    [InlineData("{1:2}", "expected a member's name at byte 1 of 5")]
    [InlineData("{}", "the member 'cursor' is missing or empty")]
    [InlineData("""{"items":[],"has_more":false}""", "the member 'cursor' is missing or empty")]
    [InlineData("""{"cursor":"","items":[]}""", "the member 'cursor' is missing or empty")]
    [InlineData("""{"cursor":null}""", "'cursor' is not a string")]
    [InlineData("""{"cursor":7}""", "'cursor' is not a string")]
    [InlineData("""{"cursor":"a\q"}""", "the cursor is not a valid string")]
    [InlineData("""{"cursor":"\ud800"}""", "the cursor is not a valid string")]
    [InlineData("{\"cursor\":\"a\nb\"}", "the cursor is not a valid string")]
    [InlineData("[]", "the response is not an object")]
    [InlineData("\"text\"", "the response is not an object")]
    [InlineData("<html><body>Sign in</body></html>", "the response is not an object")]
    public void Read_NotTheAgreedShape_SaysWhatIsWrongAndIsNotRetried(string body, string expected)
    {
        IngestionException failure = Assert.Throws<IngestionException>(() => EventPages.Read(body));

        Assert.Equal((IngestionTarget.EventsApi, IngestionFailure.InvalidResponse, false), (failure.Target, failure.Failure, failure.IsTransient));
        Assert.Equal($"The API's answer is not the agreed JSON: {expected}. A proxy in between or a changed API can cause this; the position is unchanged.", failure.Message);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData(" \n", 2)]
    [InlineData("""{"cursor":"c","has_more":tr""", 27)]
    [InlineData("""{"cursor":"c""", 12)]
    public void Read_EndsTooEarly_SaysSoAndIsRetried(string body, int length)
    {
        IngestionException failure = Assert.Throws<IngestionException>(() => EventPages.Read(body));

        Assert.True(failure.IsTransient);
        Assert.Contains($": it ends too early, after {length} bytes.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_StringRunsToTheEndOfTheBuffer_DoesNotReadBehindIt()
    {
        for (int length = 1; length < 70; length++)
        {
            // What follows in the array would end the string, if it were looked at.
            byte[] array = System.Text.Encoding.UTF8.GetBytes("{\"cursor\":\"" + new string('x', length) + "\"}");
            IngestionException failure = Assert.Throws<IngestionException>(() => EventPageReader.Read(array, array.Length - 2));
            Assert.True(failure.IsTransient);
        }
    }
}
