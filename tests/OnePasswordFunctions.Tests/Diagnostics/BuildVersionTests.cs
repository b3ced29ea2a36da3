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
}
