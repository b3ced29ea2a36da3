using System.Text.Json;
using System.Text.RegularExpressions;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.Infra;

/// <summary>docs/operations.md explains everything that an operator can meet, and nothing that does not exist.</summary>
public partial class OperationsGuideTests
{
    private static readonly string _guide = InfraFiles.Read("docs", "operations.md");

    [Fact]
    public void Outcomes_AreTheOnesThatRunsHave() => Assert.Equal(Enum.GetNames<RunOutcome>(), FirstColumn("Outcomes"));

    [Fact]
    public void Failures_AreTheOnesThatRunsHave() => Assert.Equal(Enum.GetNames<IngestionFailure>(), FirstColumn("Failures"));

    [BicepFact]
    public async Task Roles_AreTheOnesThatTemplatesAssign()
    {
        Snapshot[] snapshots = await Task.WhenAll(Scenario.All.Values.Select(scenario => scenario.SnapshotAsync()));

        Assert.Equal(snapshots.SelectMany(snapshot => snapshot.Roles).Select(role => role.Role).Distinct().Order(), FirstColumn("Roles").Distinct().Order());
    }

    [BicepFact]
    public async Task Alerts_AreTheOnesThatTemplatesCreate()
    {
        var rules = (await Scenario.Default.SnapshotAsync()).Of("Microsoft.Insights/scheduledQueryRules").Select(rule => rule.Text("displayName").Replace("opevents: ", ""));

        Assert.Equal(rules.Append("(metric)"), FirstColumn("Alerts"));
        Assert.All(InfraFiles.Queries("alerts").Keys, name => Assert.Contains($"`{name}`", Section("Alerts")));
    }

    [BicepFact]
    public async Task Parameters_ThatTheGuideNames_Exist()
    {
        JsonElement main = (await TemplateTests.TemplatesAsync())[0];
        var known = TemplateTests.Members(main, "parameters").Select(p => p.Name).ToHashSet();
        var assigned = Assigned().Matches(_guide).Select(m => m.Groups[1].Value + m.Groups[2].Value).ToList();

        Assert.NotEmpty(assigned);
        Assert.All(assigned, name => Assert.Contains(name, known));
    }

    [Fact]
    public void Variables_ThatTheGuideExports_AreReadByTheParameterFile() =>
        Assert.All(
            Exported().Matches(_guide).Select(m => m.Groups[1].Value),
            name => Assert.Contains($"readEnvironmentVariable('{name}'", InfraFiles.Read("infra", "main.bicepparam")));

    [Fact]
    public void ShellVariables_OfTheGuide_AreSetBeforeTheyAreUsed()
    {
        var set = Set().Matches(_guide).Select(m => (Name: m.Groups[1].Value, m.Index)).ToList();

        Assert.All(Used().Matches(_guide), used => Assert.Contains(set, s => s.Name == used.Groups[1].Value && s.Index < used.Index));
    }

    [Fact]
    public void Rotation_MakesThePlatformReadTheVault_AndShowsTheNewTokenBeforeTheOldOneGoes()
    {
        string rotation = Section("Rotate the token");

        Assert.Contains("/config/configreferences/appsettings/refresh?api-version=2022-03-01", Section("First deployment"));
        Assert.Contains("(#3-the-token)", rotation);
        Assert.True(rotation.IndexOf("Call `status`", StringComparison.Ordinal) < rotation.IndexOf("revoke the old token", StringComparison.Ordinal));
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

    [GeneratedRegex(@"`([a-z]\w+) = |-p ([a-z]\w+)=")]
    private static partial Regex Assigned();

    [GeneratedRegex(@"export ([A-Z_]+)=")]
    private static partial Regex Exported();

    [GeneratedRegex(@"(?:^ *|; )(?:export |read -rs )?([A-Z_]{2,})(?==|\b)(?==|;)", RegexOptions.Multiline)]
    private static partial Regex Set();

    [GeneratedRegex(@"\$\{?([A-Z_]{2,})\b")]
    private static partial Regex Used();

    [GeneratedRegex(@"^#{2,3} (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\]\(#([^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("[^a-z0-9 -]")]
    private static partial Regex NotInAnchor();
}
