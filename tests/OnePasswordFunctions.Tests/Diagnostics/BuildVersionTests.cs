using OnePasswordFunctions.Diagnostics;

namespace OnePasswordFunctions.Tests.Diagnostics;

public sealed class BuildVersionTests
{
    [Fact]
    public void Text_IsTheTagsVersionOrAPreRelease()
    {
        Assert.Matches(@"^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$", BuildVersion.Text);
        Assert.DoesNotContain("-dev", BuildVersion.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void UserAgent_HasTheVersionWithoutTheCommit() => Assert.Equal("OnePasswordFunctions/" + BuildVersion.Text.Split('+')[0], BuildVersion.UserAgent);

    [Theory]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("1.2.3-alpha.0.4+0123456789abcdef0123456789abcdef01234567", "1.2.3-alpha.0.4+0123456789ab")]
    [InlineData("1.2.3+0123456789ab", "1.2.3+0123456789ab")]
    [InlineData("1.2.3+abc", "1.2.3+abc")]
    public void Shorten_Commit_KeepsWhatGitNeeds(string built, string shown) => Assert.Equal(shown, BuildVersion.Shorten(built));
}
