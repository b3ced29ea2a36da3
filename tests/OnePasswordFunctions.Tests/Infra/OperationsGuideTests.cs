using System.Text.RegularExpressions;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.Infra;

/// <summary>docs/operations.md explains everything that an operator can meet, and nothing that does not exist.</summary>
public partial class OperationsGuideTests
{
    private static readonly string _guide = InfraFiles.Read("docs", "operations.md");

    private static readonly string[] _roles =
    [
        "Storage Blob Data Owner", "Storage Table Data Contributor", "Azure Event Hubs Data Sender", "Key Vault Secrets User",
        "Monitoring Metrics Publisher", "Storage Blob Data Contributor", "Key Vault Secrets Officer", "Azure Event Hubs Data Receiver",
    ];

    [Fact]
    public void Outcomes_AreTheOnesThatRunsHave() => Assert.Equal(Enum.GetNames<RunOutcome>(), FirstColumn("Outcomes"));

    [Fact]
    public void Failures_AreTheOnesThatRunsHave() => Assert.Equal(Enum.GetNames<IngestionFailure>(), FirstColumn("Failures"));

    [Fact]
    public void Roles_AreTheOnesThatTemplatesAssign() => Assert.Equal(_roles, FirstColumn("Roles"));

    [Fact]
    public void Alerts_AreTheOnesThatTemplatesCreate()
    {
        var titles = InfraFiles.Module("alerts").Find("var", "rules").Value!.Children.Select(r => r.Find("title")!.Text);

        Assert.Equal(titles.Append("(metric)"), FirstColumn("Alerts"));
        Assert.All(InfraFiles.Queries("alerts").Keys, name => Assert.Contains($"`{name}`", Section("Alerts")));
    }

    [Fact]
    public void Parameters_ThatTheGuideNames_Exist()
    {
        var known = InfraFiles.Main.Of("param").Select(p => p.Name).ToHashSet();
        var assigned = Assigned().Matches(_guide).Select(m => m.Groups[1].Value).ToList();

        Assert.NotEmpty(assigned);
        Assert.All(assigned, name => Assert.Contains(name, known));
    }

    [Fact]
    public void Links_InsideTheGuide_LeadSomewhere()
    {
        var anchors = Heading().Matches(_guide).Select(m => NotInAnchor().Replace(m.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-')).ToHashSet();

        Assert.All(Link().Matches(_guide).Select(m => m.Groups[1].Value), link => Assert.Contains(link, anchors));
    }

    private static string Section(string title)
    {
        var start = _guide.IndexOf($"\n## {title}\n", StringComparison.Ordinal);
        var end = _guide.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return _guide[start..end];
    }

    private static IEnumerable<string> FirstColumn(string section) =>
        Section(section).Split('\n').Where(l => l.StartsWith('|')).Skip(2).Select(l => l.Split('|')[1].Trim(' ', '`'));

    [GeneratedRegex(@"`([a-z]\w+) = ")]
    private static partial Regex Assigned();

    [GeneratedRegex(@"^#{2,3} (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\]\(#([^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("[^a-z0-9 -]")]
    private static partial Regex NotInAnchor();
}
