using OnePasswordFunctions.Tests.Infra.Bicep;

namespace OnePasswordFunctions.Tests.Infra;

public class TemplateTests
{
    private static readonly string[] _freeText = ["location"];

    public static TheoryData<string> TemplateNames() =>
        [.. InfraFiles.Templates.Select(t => Path.GetRelativePath(InfraFiles.Root, t.Path))];

    [Theory]
    [MemberData(nameof(TemplateNames))]
    public void Template_NamesAndModules_Exist(string name)
    {
        var file = Find(name);

        Assert.Empty(BicepNames.Check(file));
        Assert.Empty(BicepModules.Check(file));
    }

    [Theory]
    [MemberData(nameof(TemplateNames))]
    public void Template_LoadedFiles_Exist(string name)
    {
        var file = Find(name);
        var loaded = Nodes(file).Where(n => n is { Kind: BicepNodeKind.Call, Text: "loadTextContent" }).Select(n => n.Children[0].Text);

        Assert.All(loaded, path => Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(file.Path)!, path)), path));
    }

    [Theory]
    [MemberData(nameof(TemplateNames))]
    public void Template_ParametersAndOutputs_AreDescribed(string name) =>
        Assert.All(
            Find(name).Declarations.Where(d => d.Keyword is "param" or "output"),
            d => Assert.False(string.IsNullOrWhiteSpace(d.Description), $"{d.Keyword} {d.Name} has no description"));

    [Fact]
    public void Main_StringAndNumberParameters_HaveLimits() =>
        Assert.All(
            InfraFiles.Main.Of("param").Where(p => p.Source is "string" or "int" && !p.Has("secure") && !_freeText.Contains(p.Name)),
            p => Assert.True(p.Has("allowed") || p.Has("maxLength") || p.Has("maxValue"), $"{p.Name} takes anything"));

    [Fact]
    public void Main_EveryParameter_HasADefault() =>
        Assert.All(InfraFiles.Main.Of("param"), p => Assert.NotNull(p.Value));

    [Fact]
    public void Modules_AreAllUsed()
    {
        var used = InfraFiles.Main.Of("module").Select(m => Path.GetFileName(m.Source));
        var present = Directory.GetFiles(Path.Combine(InfraFiles.Root, "infra", "modules")).Select(f => Path.GetFileName(f));

        Assert.Equal(present.Order(), used.Distinct().Order());
    }

    [Fact]
    public void ParameterFile_NamesOnlyParametersOfMain()
    {
        var file = BicepFile.Parse(InfraFiles.Read("infra", "main.bicepparam"));

        Assert.Equal("./main.bicep", Assert.Single(file.Of("using")).Source);
        Assert.Empty(file.Of("param").Select(p => p.Name).Except(InfraFiles.Main.Of("param").Select(p => p.Name)));
    }

    [Fact]
    public void Resources_TakeTagsWhereTheyCan()
    {
        var untagged = InfraFiles.Templates
            .SelectMany(t => t.Of("resource"))
            .Where(r => !r.IsExisting && r.Value!.Find("location") is not null && r.Value.Find("tags") is null);

        Assert.Empty(untagged.Select(r => r.Source));
    }

    [Fact]
    public void ResourceTypes_HaveOneVersionEach()
    {
        var versions = InfraFiles.Templates.SelectMany(t => t.Of("resource")).Select(r => r.Source.Split('@')).GroupBy(s => s[0], s => s[1]);

        Assert.All(versions, v => Assert.Single(v.Distinct()));
        Assert.All(versions, v => Assert.Matches(@"^20\d\d-\d\d-\d\d(-preview)?$", v.First()));
    }

    private static BicepFile Find(string name) => InfraFiles.Templates.Single(t => t.Path.EndsWith(name, StringComparison.Ordinal));

    private static IEnumerable<BicepNode> Nodes(BicepFile file) => file.Declarations.SelectMany(d => d.Value?.SelfAndDescendants() ?? []);
}
