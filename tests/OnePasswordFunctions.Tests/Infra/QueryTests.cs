using System.Text.RegularExpressions;
using System.Xml;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Diagnostics;
using OnePasswordFunctions.Tests.Infra.Bicep;

namespace OnePasswordFunctions.Tests.Infra;

/// <summary>Alerts and workbook query what the handler writes; each query lies in one file under infra/queries.</summary>
public partial class QueryTests
{
    private static readonly int[] _ruleMinutes = [5, 10, 15, 30, 45, 60, 120, 180, 240, 300, 360, 1440];

    /// <summary>What an operator must be told, and the field that says so.</summary>
    public static TheoryData<string, string> Alerts() => new()
    {
        { "no-successful-run", "outcome" },
        { "lag", "lagSeconds" },
        { "failed-runs", "failure" },
        { "throttled", "outcome" },
        { "dead-letters", "deadLetters" },
        { "token-expires", "tokenDaysLeft" },
        { "cursor-rejected", "cursorRecoveries" },
        { "retention-risk", "retentionRiskDate" },
    };

    public static TheoryData<string, string> AllQueries()
    {
        var all = new TheoryData<string, string>();
        foreach (var folder in new[] { "alerts", "workbook" })
        {
            foreach (var name in InfraFiles.Queries(folder).Keys)
            {
                all.Add(folder, name);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(AllQueries))]
    public void Query_UsesOnlyFieldsOfTheRunRecord(string folder, string name)
    {
        var used = RecordField().Matches(InfraFiles.Queries(folder)[name]).Select(m => m.Groups[1].Value).ToList();

        Assert.NotEmpty(used);
        Assert.Empty(used.Except(RecordSample.Members));
    }

    [Theory]
    [MemberData(nameof(AllQueries))]
    public void Query_NamesOnlyOutcomesThatExist(string folder, string name)
    {
        var query = InfraFiles.Queries(folder)[name];
        var lists = OutcomeList().Matches(query).Select(m => m.Groups[1].Value).Concat(OutcomeValue().Matches(query).Select(m => m.Groups[1].Value));

        Assert.Empty(lists.SelectMany(l => Quoted().Matches(l)).Select(m => m.Groups[1].Value).Except(Enum.GetNames<RunOutcome>()));
    }

    [Theory]
    [MemberData(nameof(AllQueries))]
    public void Query_ReadsTheRecordsOfOneDeployment(string folder, string name)
    {
        var query = InfraFiles.Queries(folder)[name];

        Assert.Contains("let component = \"\";", query);
        Assert.Contains("AppTraces\n| where isempty(component) or _ResourceId =~ component", query);
        Assert.Contains("tostring(run.record) == \"onepassword.run\"", query);
        Assert.Equal(query.Count(c => c == '('), query.Count(c => c == ')'));
    }

    [Theory]
    [MemberData(nameof(Alerts))]
    public void Alert_OfEachProblem_Exists(string name, string field)
    {
        var query = InfraFiles.Queries("alerts")[name];

        Assert.Contains($"run.{field}", query);
        Assert.Contains(name, AlertRules().Select(r => r.Find("name")!.Text));
    }

    [Theory]
    [MemberData(nameof(Alerts))]
    public void Alert_AnswersItsDimensions(string name, string field)
    {
        var lastLine = InfraFiles.Queries("alerts")[name].TrimEnd().Split('\n')[^1];

        Assert.NotEmpty(field);
        Assert.StartsWith("| project TimeGenerated", lastLine);
        Assert.Matches(@"\bfeed\b", lastLine);
        Assert.Matches(@"\bfailure\b", lastLine);
    }

    [Fact]
    public void Rules_UseEachQueryOnce()
    {
        Assert.Equal(InfraFiles.Queries("alerts").Keys.Order(), AlertRules().Select(QueryFile).Order());
        Assert.Equal(InfraFiles.Queries("workbook").Keys.Order(), InfraFiles.Module("workbook").Find("var", "parts").Value!.Children.Select(QueryFile).Order());
    }

    [Fact]
    public void ReplacedStatements_StandInTheQueriesWordForWord()
    {
        var alerts = InfraFiles.Read("infra", "modules", "alerts.bicep");
        var queries = string.Concat(InfraFiles.Queries("alerts").Values);
        var replaced = Replaced().Matches(alerts).Select(m => m.Groups[1].Value).ToList();

        Assert.Equal(3, replaced.Count);
        Assert.All(replaced, statement => Assert.Contains(statement, queries));
        Assert.Contains($"let feeds = \"{string.Join(',', EventFeed.All.Select(f => f.Name))}\";", replaced);
    }

    [Fact]
    public void AlertDescriptions_NameTheirLimits()
    {
        Assert.Equal("PT15M", InfraFiles.Main.Find("param", "silenceWindow").Value!.Text);
        Assert.Contains("tokenDaysLeft <= 14", InfraFiles.Queries("alerts")["token-expires"]);
        Assert.Equal("3600", InfraFiles.Main.Find("param", "lagThresholdSeconds").Value!.Text);
    }

    [Fact]
    public void RuleTimes_AreOnesThatAzureMonitorTakes()
    {
        var windows = AlertRules().Select(r => r.Find("window")!).Where(w => w.Kind == BicepNodeKind.Text).Select(w => w.Text);
        var silence = InfraFiles.Main.Find("param", "silenceWindow").Decorators.Single(d => d.Text == "allowed").Children[0].Children.Select(c => c.Text);
        var frequencies = AlertRules().Select(r => r.Find("frequency")!.Text);

        Assert.All(windows.Concat(silence).Concat(frequencies), t => Assert.Contains((int)XmlConvert.ToTimeSpan(t).TotalMinutes, _ruleMinutes));
    }

    [Fact]
    public void Rules_ReachTheActionGroup()
    {
        var rule = InfraFiles.Module("alerts").Find("resource", "logAlerts").Value!.Find("properties")!;

        Assert.Equal("actionGroups", rule.Find("actions")!.Find("actionGroups")!.Text);
        Assert.Equal("enabled", rule.Find("enabled")!.Text);
    }

    private static IEnumerable<BicepNode> AlertRules() => InfraFiles.Module("alerts").Find("var", "rules").Value!.Children;

    private static string QueryFile(BicepNode entry) => Path.GetFileNameWithoutExtension(entry.Find("query")!.Children[0].Text);

    [GeneratedRegex(@"\brun\.([A-Za-z]+)")]
    private static partial Regex RecordField();

    [GeneratedRegex(@"outcome\)? in \(([^)]*)\)")]
    private static partial Regex OutcomeList();

    [GeneratedRegex(@"outcome\) [!=]= (""\w+"")")]
    private static partial Regex OutcomeValue();

    [GeneratedRegex(@"""(\w+)""")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"'(let \w+ = [^']*;)', '")]
    private static partial Regex Replaced();
}
