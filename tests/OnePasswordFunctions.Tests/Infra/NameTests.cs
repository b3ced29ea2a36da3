namespace OnePasswordFunctions.Tests.Infra;

/// <summary>Every name of every scenario is one that Azure takes.</summary>
public class NameTests
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
}
