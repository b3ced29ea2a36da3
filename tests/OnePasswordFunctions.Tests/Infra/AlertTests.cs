using System.Xml;

namespace OnePasswordFunctions.Tests.Infra;

/// <summary>The alert rules and the workbook as they would be deployed.</summary>
public class AlertTests
{
    private static readonly int[] _ruleMinutes = [5, 10, 15, 30, 45, 60, 120, 180, 240, 300, 360, 1440];

    /// <summary>What an operator must be told, and the member of the record that says so.</summary>
    public static TheoryData<string, string> Problems() => new()
    {
        { "no-successful-run", "run.outcome" },
        { "lag", "run.lagSeconds" },
        { "failed-runs", "run.failure" },
        { "throttled", "run.outcome" },
        { "dead-letters", "run.deadLetters" },
        { "token-expires", "run.tokenDaysLeft" },
        { "cursor-rejected", "run.cursorRecoveries" },
        { "retention-risk", "run.retentionRiskDate" },
        { "proof-missing", "proof[\"missing\"]" },
    };

    public static TheoryData<string> Scenarios() => [.. Scenario.All.Keys];

    [BicepTheory]
    [MemberData(nameof(Problems))]
    public async Task Rule_OfEachProblem_AsksForIt(string name, string member)
    {
        PredictedResource rule = Assert.Single(await RulesAsync(Scenario.Default), rule => rule.Name == $"opevents-{name}");

        Assert.Contains(member, Query(rule));
        Assert.Equal("True", rule.Text("enabled"));
    }

    [BicepFact]
    public async Task Rules_UseEachQueryOnce() =>
        Assert.Equal(
            InfraFiles.Queries("alerts").Keys.Select(name => $"opevents-{name}").Order(),
            (await RulesAsync(Scenario.Default)).Select(rule => rule.Name).Order());

    [BicepFact]
    public async Task Workbook_UsesEachQueryOnce()
    {
        string workbook = InfraFiles.Read("infra", "modules", "workbook.bicep");

        Assert.All(InfraFiles.Queries("workbook").Keys, name => Assert.Equal(2, workbook.Split($"'../queries/workbook/{name}.kql'").Length));
        Assert.Single((await Scenario.Default.SnapshotAsync()).Of("Microsoft.Insights/workbooks"));
    }

    [BicepTheory]
    [MemberData(nameof(Scenarios))]
    public async Task Rules_SeeTheirOwnDeploymentAlone(string scenario)
    {
        Snapshot snapshot = await Scenario.All[scenario].SnapshotAsync();
        string component = snapshot.Only("Microsoft.Insights/components").Id;

        Assert.All(await RulesAsync(Scenario.All[scenario]), rule => Assert.Contains($"let component = \"{component}\";", Query(rule)));
    }

    [BicepTheory]
    [MemberData(nameof(Scenarios))]
    public async Task Rules_HaveTimesThatAzureMonitorTakes_AndLookBackAtLeastAsFarAsTheyPause(string scenario) =>
        Assert.All(await RulesAsync(Scenario.All[scenario]), rule =>
        {
            int window = Minutes(rule, "windowSize"), frequency = Minutes(rule, "evaluationFrequency");
            Assert.Contains(window, _ruleMinutes);
            Assert.Contains(frequency, _ruleMinutes);
            Assert.True(window >= frequency);
        });

    [BicepFact]
    public async Task Rules_TakeTheirLimitsFromTheParameters()
    {
        PredictedResource[] rules = [.. await RulesAsync(Scenario.Everything)];

        Assert.Contains("let lagThreshold = 600;", Query(rules.Single(rule => rule.Name == "opevents-lag")));
        Assert.Contains("let feeds = \"auditevents\";", Query(rules.Single(rule => rule.Name == "opevents-no-successful-run")));
        Assert.All(rules, rule => Assert.Equal("False", rule.Text("enabled")));
        Assert.All(rules, rule => Assert.Contains("/actionGroups/night", rule.Text("actions/actionGroups")));
        Assert.Contains("tokenDaysLeft <= 14", Query(rules.Single(rule => rule.Name == "opevents-token-expires")));
    }

    [BicepFact]
    public async Task HubRule_WatchesACreatedHubOnly()
    {
        Assert.Contains("/namespaces/evhns-", (await Scenario.Default.SnapshotAsync()).Only("Microsoft.Insights/metricAlerts").Text("scopes"));
        Assert.Empty((await Scenario.Existing.SnapshotAsync()).Of("Microsoft.Insights/metricAlerts"));
    }

    private static async Task<IEnumerable<PredictedResource>> RulesAsync(Scenario scenario) => (await scenario.SnapshotAsync()).Of("Microsoft.Insights/scheduledQueryRules");

    private static string Query(PredictedResource rule) => rule.Properties.GetProperty("criteria").GetProperty("allOf")[0].GetProperty("query").GetString()!;

    private static int Minutes(PredictedResource rule, string time) => (int)XmlConvert.ToTimeSpan(rule.Text(time)).TotalMinutes;
}
