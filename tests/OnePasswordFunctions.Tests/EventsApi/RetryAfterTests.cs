using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Tests.EventsApi;

public sealed class RetryAfterTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 14, 9, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("7", 7)]
    [InlineData("86400", 86400)]
    [InlineData("4294967295", 4294967295)]
    [InlineData("Sat, 14 Mar 2026 09:00:30 GMT", 30)]
    [InlineData("Sat, 14 Mar 2026 08:59:00 GMT", 0)]
    public void Parse_SecondsOrDate_IsTheWait(string text, long seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Parse(text, _time));

    [Theory]
    [InlineData("7", "8", 7)]
    [InlineData("soon", "8", 8)]
    [InlineData(null, "8", 8)]
    [InlineData("soon", null, null)]
    [InlineData(null, null, null)]
    public void Read_TwoHeaders_TakesTheFirstThatCanBeRead(string? retryAfter, string? reset, int? seconds)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Retry-After", retryAfter is null ? [] : [retryAfter]);
        response.Headers.TryAddWithoutValidation("RateLimit-Reset", reset is null ? [] : [reset]);

        Assert.Equal(seconds is { } known ? TimeSpan.FromSeconds(known) : null, RetryAfter.Read(response.Headers, _time));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("soon")]
    [InlineData("99999999999999999999")]
    [InlineData("2026-03-14T09:00:30Z")]
    public void Parse_NeitherForm_IsNothing(string? text) => Assert.Null(RetryAfter.Parse(text, _time));
}
