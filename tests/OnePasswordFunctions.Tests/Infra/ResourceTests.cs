using System.Text.RegularExpressions;

namespace OnePasswordFunctions.Tests.Infra;

/// <summary>What each scenario deploys, resource by resource.</summary>
public class ResourceTests
{
    private const string Anything = @"^[^/\\<>%&?]{1,260}$";

    /// <summary>What Azure takes as the last part of a name.</summary>
    private static readonly Dictionary<string, string> _names = new()
    {
        ["Microsoft.Authorization/locks"] = Anything,
        ["Microsoft.Authorization/roleAssignments"] = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
        ["Microsoft.EventHub/namespaces"] = "^[A-Za-z](?!.*--)[A-Za-z0-9-]{4,48}[A-Za-z0-9]$",
        ["Microsoft.EventHub/namespaces/eventhubs"] = "^[A-Za-z0-9][A-Za-z0-9._-]{0,254}[A-Za-z0-9]$",
        ["Microsoft.EventHub/namespaces/eventhubs/consumergroups"] = "^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$",
        ["Microsoft.Insights/actionGroups"] = Anything,
        ["Microsoft.Insights/components"] = Anything,
        ["Microsoft.Insights/diagnosticSettings"] = Anything,
        ["Microsoft.Insights/metricAlerts"] = Anything,
        ["Microsoft.Insights/scheduledQueryRules"] = Anything,
        ["Microsoft.Insights/workbooks"] = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
        ["Microsoft.KeyVault/vaults"] = "^[A-Za-z](?!.*--)[A-Za-z0-9-]{1,22}[A-Za-z0-9]$",
        ["Microsoft.KeyVault/vaults/secrets"] = "^[A-Za-z0-9-]{1,127}$",
        ["Microsoft.ManagedIdentity/userAssignedIdentities"] = "^[A-Za-z0-9][A-Za-z0-9_-]{2,127}$",
        ["Microsoft.Network/privateDnsZones"] = @"^[a-z0-9.-]{1,63}$",
        ["Microsoft.Network/privateDnsZones/virtualNetworkLinks"] = "^[a-z0-9-]{1,80}$",
        ["Microsoft.Network/privateEndpoints"] = "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}[A-Za-z0-9_]$",
        ["Microsoft.Network/privateEndpoints/privateDnsZoneGroups"] = Anything,
        ["Microsoft.Network/virtualNetworks"] = "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}[A-Za-z0-9_]$",
        ["Microsoft.OperationalInsights/workspaces"] = "^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$",
        ["Microsoft.Storage/storageAccounts"] = "^[a-z0-9]{3,24}$",
        ["Microsoft.Storage/storageAccounts/blobServices"] = "^default$",
        ["Microsoft.Storage/storageAccounts/blobServices/containers"] = "^[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9]$",
        ["Microsoft.Storage/storageAccounts/tableServices"] = "^default$",
        ["Microsoft.Storage/storageAccounts/tableServices/tables"] = "^[A-Za-z][A-Za-z0-9]{2,62}$",
        ["Microsoft.Web/serverfarms"] = "^[A-Za-z0-9-]{1,60}$",
        ["Microsoft.Web/sites"] = "^[a-z0-9](?!.*--)[a-z0-9-]{0,58}[a-z0-9]$",
        ["Microsoft.Web/sites/basicPublishingCredentialsPolicies"] = "^(scm|ftp)$",
        ["Microsoft.Web/sites/config"] = "^appsettings$",
    };

    public static TheoryData<string> Scenarios() => [.. Scenario.All.Keys];

    [BicepTheory]
    [MemberData(nameof(Scenarios))]
    public async Task Names_AreOnesThatAzureTakes(string scenario) =>
        // A name in brackets is known to Azure alone: the role of whoever deploys, and a zone with the cloud's own ending.
        Assert.All(
            (await Scenario.All[scenario].SnapshotAsync()).Resources.Where(resource => !resource.Name.StartsWith('[')),
            resource => Assert.Matches(_names[resource.Type], resource.OwnName));

    [BicepTheory]
    [MemberData(nameof(Scenarios))]
    public async Task Names_ThatOnlyAzureKnows_AreFew(string scenario) =>
        Assert.True((await Scenario.All[scenario].SnapshotAsync()).Resources.Count(resource => resource.Name.StartsWith('[')) <= (scenario == "private" ? 5 : 1));

    [BicepFact]
    public async Task Names_OfTheLongestPrefixWithCapitalsAndHyphens_KeepIt() =>
        Assert.StartsWith("stacmesecops", (await Scenario.LongestName.SnapshotAsync()).Only("Microsoft.Storage/storageAccounts").Name);

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
