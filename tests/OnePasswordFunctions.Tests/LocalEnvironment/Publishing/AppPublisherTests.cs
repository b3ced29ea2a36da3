using OnePasswordFunctions.LocalEnvironment.Publishing;

namespace OnePasswordFunctions.Tests.LocalEnvironment.Publishing;

public sealed class AppPublisherTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("sources-");

    public AppPublisherTests()
    {
        Write("src/OnePasswordFunctions/Program.cs", "return 0;");
        Write("src/OnePasswordFunctions/Old.cs", "");
        Write("global.json", "{}");
    }

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void DescribeSources_NothingChanged_IsTheSame() => Assert.Equal(Describe(), Describe());

    [Theory]
    [InlineData("src/OnePasswordFunctions/Program.cs", false)]
    [InlineData("src/OnePasswordFunctions/New.cs", false)]
    [InlineData("src/OnePasswordFunctions/binding/New.cs", false)]
    [InlineData("global.json", false)]
    [InlineData("src/OnePasswordFunctions/obj/x.cs", true)]
    [InlineData("README.md", true)]
    public void DescribeSources_FileWritten_DiffersWhenTheAppIsMadeFromIt(string path, bool isSame)
    {
        string before = Describe();

        Write(path, "return 12345;");

        Assert.Equal(isSame, Describe() == before);
    }

    [Fact]
    public void DescribeSources_FileDeleted_Differs()
    {
        string before = Describe();

        File.Delete(Path.Combine(_root.FullName, "src/OnePasswordFunctions/Old.cs"));

        Assert.NotEqual(before, Describe());
    }

    private string Describe() => AppPublisher.DescribeSources(_root.FullName);

    private void Write(string path, string content)
    {
        string full = Path.Combine(_root.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
    }
}
