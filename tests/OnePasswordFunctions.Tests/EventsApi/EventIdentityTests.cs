using System.Security.Cryptography;
using System.Text;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.EventsApi;

public sealed class EventIdentityTests
{
    [Fact]
    public void GetText_EventWithUuid_IsTheUuid()
    {
        using EventPage page = EventPages.Of("""{"uuid":"ABC"}""");

        Assert.Equal("ABC", EventIdentity.GetText(page, 0));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"uuid":17}""")]
    [InlineData("""{"uuid":"a\tb"}""")]
    public void GetText_EventWithoutUsableUuid_IsTheHashOfItsBytes(string json)
    {
        using EventPage page = EventPages.Of(json);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json))), EventIdentity.GetText(page, 0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(128)]
    [InlineData(129)]
    public void Hash_TextOfAnyLength_IsThatOfItsBytes(int length) =>
        Assert.Equal(EventIdentity.Hash(Encoding.UTF8.GetBytes(new string('ö', length))), EventIdentity.Hash(new string('ö', length)));

    [Fact]
    public void Hash_KnownTexts_IsFnv1a()
    {
        Assert.Equal(0xcbf29ce484222325UL, EventIdentity.Hash([]));
        Assert.Equal(0xaf63dc4c8601ec8cUL, EventIdentity.Hash("a"u8));
        Assert.Equal(0x85944171f73967e8UL, EventIdentity.Hash("foobar"u8));
    }
}
