using System.Text.RegularExpressions;
using OnePasswordFunctions.LocalEnvironment;

namespace OnePasswordFunctions.Tests.Docs;

/// <summary>docs/delivery.md promises nothing without a test that exists.</summary>
public sealed partial class DeliveryPageTests
{
    private static readonly string _page = File.ReadAllText(Path.Combine(RepositoryRoot.Find(), "docs", "delivery.md"));

    [Fact]
    public void Page_EveryTestThatItNames_Exists()
    {
        string tests = Path.Combine(RepositoryRoot.Find(), "tests");
        string code = string.Concat(Directory.EnumerateFiles(tests, "*Tests.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

        string[] named = [.. TestName().Matches(_page).Select(match => match.Groups["name"].Value).Distinct()];

        Assert.True(named.Length > 30);
        string[] unknown = [.. named.Where(name => !code.Contains($" {name}(", StringComparison.Ordinal))];
        Assert.Equal([], unknown);
    }

    [Fact]
    public void Page_EveryPromise_NamesATest() => Assert.All(
        Promise().Matches(_page).Select(match => match.Value),
        promise => Assert.Matches(TestName(), promise));

    [Fact]
    public void Page_Promises_AreNumberedWithoutGaps() =>
        Assert.Equal(Enumerable.Range(1, 33), Promise().Matches(_page).Select(match => int.Parse(match.Groups["number"].Value)));

    [GeneratedRegex(@"`(?<name>[A-Z][A-Za-z0-9]+_[A-Za-z0-9]+(_[A-Za-z0-9]+)?)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"^(?<number>\d+)\. .*?(?=^\d+\. |^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Promise();
}
