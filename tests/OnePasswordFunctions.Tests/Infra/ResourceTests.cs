using System.Text.RegularExpressions;

namespace OnePasswordFunctions.Tests.Infra;

/// <summary>What each scenario deploys, resource by resource.</summary>
public class ResourceTests
{
    public static TheoryData<string> Scenarios() => [.. Scenario.All.Keys];

    [BicepFact]
    public async Task ResourceTypes_HaveOneVersionEach()
    {
        Snapshot[] snapshots = await Task.WhenAll(Scenario.All.Values.Select(scenario => scenario.SnapshotAsync()));

        Assert.All(
            snapshots.SelectMany(snapshot => snapshot.Resources).GroupBy(resource => resource.Type.Split('/')[0] == "Microsoft.Insights" ? resource.Type : resource.Type.Split('/')[0] + resource.Type.Split('/')[1]),
            type => Assert.Single(type.Select(resource => resource.ApiVersion).Distinct()));
    }

    [BicepTheory]
    [MemberData(nameof(Scenarios))]
    public async Task Tags_StandOnWhateverHasALocation(string scenario) =>
        Assert.All(
            (await Scenario.All[scenario].SnapshotAsync()).Resources.Where(resource => resource.Json.TryGetProperty("location", out _)),
            resource => Assert.Equal("onepassword-events", resource.Json.GetProperty("tags").GetProperty("workload").GetString()));

    [BicepFact]
    public async Task App_IsAnIsolatedWorkerOnFlexConsumption_ThatAzdFinds()
    {
        Snapshot snapshot = await Scenario.Default.SnapshotAsync();
        PredictedResource app = snapshot.Only("Microsoft.Web/sites");

        Assert.Equal("FC1", snapshot.Only("Microsoft.Web/serverfarms").Json.GetProperty("sku").GetProperty("name").GetString());
        Assert.Equal("dotnet-isolated", app.Text("functionAppConfig/runtime/name"));
        Assert.Equal("10.0", app.Text("functionAppConfig/runtime/version"));
        Assert.Equal("ingester", app.Json.GetProperty("tags").GetProperty("azd-service-name").GetString());
        Assert.DoesNotMatch("linuxFxVersion|netFrameworkVersion|ftpsState|use32BitWorkerProcess", app.Json.GetRawText());
        Assert.Contains($"'{snapshot.Only("Microsoft.Storage/storageAccounts").Name}'", app.Text("functionAppConfig/deployment/storage/value"));
        Assert.Contains("'app-package'", app.Text("functionAppConfig/deployment/storage/value"));
        Assert.Equal("[]", app.Text("functionAppConfig/scaleAndConcurrency/alwaysReady"));
    }

    [BicepFact]
    public async Task App_WithAlwaysReadyInstances_NamesItsScaleGroup() =>
        Assert.Matches(
            """^\[\s*\{\s*"name": "function:IngestAuditEvents",\s*"instanceCount": 1\s*\}\s*\]$""",
            (await Scenario.Everything.SnapshotAsync()).Only("Microsoft.Web/sites").Text("functionAppConfig/scaleAndConcurrency/alwaysReady"));

    [BicepFact]
    public async Task Private_ClosesEverythingAndOpensAnEndpointForEach()
    {
        Snapshot snapshot = await Scenario.Private.SnapshotAsync();

        Assert.Equal(["blob", "namespace", "sites", "table", "vault"], snapshot.Of("Microsoft.Network/privateEndpoints").Select(e => e.Text("privateLinkServiceConnections").Split('"')[3]).Order());
        Assert.All(
            new[] { "Microsoft.Storage/storageAccounts", "Microsoft.KeyVault/vaults", "Microsoft.EventHub/namespaces", "Microsoft.Web/sites" },
            type => Assert.Equal("Disabled", snapshot.Only(type).Text("publicNetworkAccess")));
        Assert.EndsWith("/subnets/app", snapshot.Only("Microsoft.Web/sites").Text("virtualNetworkSubnetId"));
        Assert.Contains("Microsoft.App/environments", snapshot.Only("Microsoft.Network/virtualNetworks").Text("subnets"));
    }

    [BicepFact]
    public async Task Private_TwoHubsWithCapture_EachHaveTheirConsumerGroups()
    {
        Snapshot snapshot = await Scenario.Private.SnapshotAsync();

        Assert.Equal(["onepassword-events", "onepassword-item-usage"], snapshot.Of("Microsoft.EventHub/namespaces/eventhubs").Select(hub => hub.OwnName).Order());
        Assert.All(snapshot.Of("Microsoft.EventHub/namespaces/eventhubs"), hub => Assert.Equal("event-capture", hub.Text("captureDescription/destination/properties/blobContainer")));
        Assert.Equal(["proof", "proof", "siem", "siem"], snapshot.Of("Microsoft.EventHub/namespaces/eventhubs/consumergroups").Select(group => group.OwnName).Order());
    }

    [BicepFact]
    public async Task Basic_HasNoConsumerGroup_AndKeepsADay()
    {
        Snapshot snapshot = await Scenario.Basic.SnapshotAsync();

        Assert.Empty(snapshot.Of("Microsoft.EventHub/namespaces/eventhubs/consumergroups"));
        Assert.Equal("24", snapshot.Only("Microsoft.EventHub/namespaces/eventhubs").Text("retentionDescription/retentionTimeInHours"));
        Assert.Equal("False", snapshot.Only("Microsoft.EventHub/namespaces").Text("isAutoInflateEnabled"));
    }

    [BicepFact]
    public async Task Existing_MakesNeitherHubNorWorkspace_AndTellsBothAddresses()
    {
        Snapshot snapshot = await Scenario.Existing.SnapshotAsync();

        Assert.DoesNotContain(snapshot.Resources, resource => resource.Type.StartsWith("Microsoft.EventHub/", StringComparison.Ordinal) || resource.Type == "Microsoft.OperationalInsights/workspaces");
        Assert.EndsWith("/resourceGroups/logs/providers/Microsoft.OperationalInsights/workspaces/log-shared", snapshot.Only("Microsoft.Insights/components").Text("WorkspaceResourceId"));
        Assert.Equal("https://events.1password.eu", snapshot.Settings["OnePassword__ServerUrl"]);
        Assert.Equal(2, Regex.Count(snapshot.Only("Microsoft.Insights/actionGroups").Text("emailReceivers"), "@example.com"));
    }

    [BicepTheory]
    [InlineData("default", "evhns,kv,st")]
    [InlineData("everything", "func")]
    public async Task ResourceLogs_AreKeptOfThese(string scenario, string kinds) =>
        Assert.Equal(
            kinds.Split(','),
            (await Scenario.All[scenario].SnapshotAsync()).Of("Microsoft.Insights/diagnosticSettings").Select(d => Regex.Match(d.Id, @"/(evhns|kv|st|func)[^/]*-?opevents").Groups[1].Value).Order());

    [BicepFact]
    public async Task Refused_CombinationThatAzureWouldRefuseHalfWay_EndsBeforeItBegins()
    {
        ToolOutput refused = await Scenario.EvaluateAsync("refused");

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("The Basic tier has no private endpoints", refused.Error);
    }
}
