using OnePasswordFunctions.LocalEnvironment.Publishing;

namespace OnePasswordFunctions.Tests.LocalEnvironment.Publishing;

public sealed class SourceStateTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("sources-");
    private readonly string _source;
    private readonly string _stamp;

    public SourceStateTests()
    {
        string project = _root.CreateSubdirectory("src").CreateSubdirectory("OnePasswordFunctions").FullName;
        _source = Path.Combine(project, "Program.cs");
        _stamp = Path.Combine(_root.FullName, "stamp");
        File.WriteAllText(_source, "return 0;");
        File.WriteAllText(Path.Combine(_root.FullName, "global.json"), "{}");
    }

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void IsSameAs_NothingPublishedYet_IsFalse() => Assert.False(Read().IsSameAs(_stamp));

    [Fact]
    public void IsSameAs_NothingChanged_IsTrue()
    {
        Read().Save(_stamp);

        Assert.True(Read().IsSameAs(_stamp));
    }

    [Theory]
    [InlineData("src/OnePasswordFunctions/Program.cs", false)]
    [InlineData("src/OnePasswordFunctions/New.cs", false)]
    [InlineData("global.json", false)]
    [InlineData("src/OnePasswordFunctions/obj/x.cs", true)]
    [InlineData("README.md", true)]
    public void IsSameAs_FileWritten_IsFalseWhenTheAppIsMadeFromIt(string path, bool expected)
    {
        Read().Save(_stamp);
        string full = Path.Combine(_root.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);

        File.WriteAllText(full, "return 12345;");

        Assert.Equal(expected, Read().IsSameAs(_stamp));
    }

    private SourceState Read() => SourceState.Read(_root.FullName);
}
