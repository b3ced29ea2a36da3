using System.Text;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventsApi;

public class PageRequestBodyTests
{
    [Theory]
    [InlineData("{}", 100)]
    [InlineData("""{"limit":1}""", 1)]
    [InlineData("""{"limit":1000,"start_time":"2020-01-01T00:00:00Z"}""", 1000)]
    [InlineData("""{"start_time":"2026-01-01T00:00:00.123456+00:00","end_time":"2026-01-01T00:00:00-03:00"}""", 100)]
    [InlineData("""{"start_time":"2026-01-01T00:00:00.123456789Z"}""", 100)]
    public void Parse_AReset_IsRead(string body, int limit)
    {
        PageRequestBody request = Parse(body);
        Assert.Equal((PageRequestBody.Reset, limit), (request.Kind, request.Limit));
    }

    [Fact]
    public void Parse_ACursor_IsRead()
    {
        PageRequestBody request = Parse("""{"cursor":"a+b/c="}""");
        Assert.Equal((PageRequestBody.Continued, "a+b/c="), (request.Kind, request.Cursor));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"limit":0}""")]
    [InlineData("""{"limit":1001}""")]
    [InlineData("""{"limit":-1}""")]
    [InlineData("""{"limit":1.5}""")]
    [InlineData("""{"limit":"10"}""")]
    [InlineData("""{"limit":null}""")]
    [InlineData("""{"cursor":7}""")]
    [InlineData("""{"cursor":"x","limit":10}""")]
    [InlineData("""{"cursor":"x","start_time":"2020-01-01T00:00:00Z"}""")]
    [InlineData("""{"start_time":"yesterday"}""")]
    [InlineData("""{"start_time":"2020-01-01"}""")]
    [InlineData("""{"start_time":"2020-13-01T00:00:00Z"}""")]
    [InlineData("""{"start_time":1577836800}""")]
    [InlineData("""{"Limit":10}""")]
    public void Parse_BadInput_IsOther(string body) => Assert.Equal(PageRequestBody.Other, Parse(body).Kind);

    private static PageRequestBody Parse(string body) => PageRequestBody.Parse(Encoding.UTF8.GetBytes(body));
}
