using OnePasswordFunctions.Cursors;

namespace OnePasswordFunctions.Tests.Infra;

/// <summary>Identity only: few roles, each at the narrowest scope, and no key anywhere.</summary>
public class AccessTests
{
    public static TheoryData<string> Scenarios() => [.. Scenario.All.Keys];

    [BicepFact]
    public async Task Roles_OfADefaultDeployment_AreTheseAndNoOthers()
    {
        Snapshot snapshot = await Scenario.Default.SnapshotAsync();
        string app = snapshot.Only("Microsoft.ManagedIdentity/userAssignedIdentities").Name;

        Assert.Equal(
            AppRoles(snapshot, app, "onepassword-events").Append(OnVault(snapshot, "Key Vault Secrets Officer", "deployer")).Order(),
            snapshot.Roles.Select(role => role.ToString()).Order());
        Assert.All(snapshot.Roles, role => Assert.Equal($"/subscriptions/{Scenario.Subscription}/resourceGroups/rg-onepassword", role.Group));
    }

    [BicepFact]
    public async Task Roles_OnAnExistingHub_LieInItsGroup_AndOperatorsAreThoseNamed()
    {
        Snapshot snapshot = await Scenario.Existing.SnapshotAsync();
        RoleAssignment[] onHub = [.. snapshot.Roles.Where(role => role.Scope.StartsWith("Microsoft.EventHub", StringComparison.Ordinal))];

        Assert.Equal(["Azure Event Hubs Data Receiver", "Azure Event Hubs Data Sender"], onHub.Select(role => role.Role).Order());
        Assert.All(onHub, role => Assert.Equal("Microsoft.EventHub/namespaces/evhns-shared/eventhubs/onepassword-events", role.Scope));
        Assert.All(onHub, role => Assert.Equal($"/subscriptions/{Scenario.OtherSubscription}/resourceGroups/hubs", role.Group));
        Assert.Equal(
            ["00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000b"],
            snapshot.Roles.Where(role => role.Role == "Key Vault Secrets Officer").Select(role => role.Holder).Order());
    }

    [BicepFact]
    public async Task Roles_WithoutAProof_DoNotReadTheHub() =>
        Assert.DoesNotContain((await Scenario.Basic.SnapshotAsync()).Roles, role => role.Role == "Azure Event Hubs Data Receiver");

    [BicepFact]
    public async Task Roles_WithCapture_LetItsOwnIdentityWriteItsContainerAlone()
    {
        Snapshot snapshot = await Scenario.Private.SnapshotAsync();
        RoleAssignment writer = Assert.Single(snapshot.Roles, role => role.Role == "Storage Blob Data Contributor");

        Assert.EndsWith("-capture", writer.Holder);
        Assert.EndsWith("/blobServices/default/containers/event-capture", writer.Scope);
        Assert.Single(snapshot.Roles, role => role.Holder == writer.Holder);
        Assert.Equal(2, snapshot.Roles.Count(role => role.Role == "Azure Event Hubs Data Sender"));
    }

    [BicepTheory]
    [MemberData(nameof(Scenarios))]
    public async Task Roles_OfServices_SayThatTheyAreServices_SoThatANewIdentityIsFound(string scenario)
    {
        Snapshot snapshot = await Scenario.All[scenario].SnapshotAsync();

        Assert.All(
            snapshot.Of("Microsoft.Authorization/roleAssignments").Where(role => RoleAssignment.Read(role).Holder.StartsWith("id-", StringComparison.Ordinal)),
            role => Assert.Equal("ServicePrincipal", role.Text("principalType")));
    }

    [BicepTheory]
    [MemberData(nameof(Scenarios))]
    public async Task Keys_AreOff(string scenario)
    {
        Snapshot snapshot = await Scenario.All[scenario].SnapshotAsync();
        PredictedResource account = snapshot.Only("Microsoft.Storage/storageAccounts");

        Assert.Equal("False", account.Text("allowSharedKeyAccess"));
        Assert.Equal("False", account.Text("allowBlobPublicAccess"));
        Assert.Equal("True", account.Text("supportsHttpsTrafficOnly"));
        Assert.Equal("True", snapshot.Only("Microsoft.Insights/components").Text("DisableLocalAuth"));
        Assert.Equal("True", snapshot.Only("Microsoft.KeyVault/vaults").Text("enableRbacAuthorization"));
        Assert.Equal("True", snapshot.Only("Microsoft.Web/sites").Text("httpsOnly"));
        Assert.Equal(["ftp", "scm"], snapshot.Of("Microsoft.Web/sites/basicPublishingCredentialsPolicies").Where(policy => policy.Text("allow") == "False").Select(policy => policy.OwnName).Order());
        Assert.All(snapshot.Of("Microsoft.EventHub/namespaces"), hub => Assert.Equal(scenario != "everything", bool.Parse(hub.Text("disableLocalAuth"))));
    }

    [BicepFact]
    public async Task StateLock_ForbidsDeletionOfTheAccount_UnlessItIsTurnedOff()
    {
        PredictedResource stateLock = (await Scenario.Default.SnapshotAsync()).Only("Microsoft.Authorization/locks");

        Assert.Contains("/storageAccounts/st", stateLock.Id);
        Assert.Equal("CanNotDelete", stateLock.Text("level"));
        Assert.Empty((await Scenario.Everything.SnapshotAsync()).Of("Microsoft.Authorization/locks"));
    }

    [BicepFact]
    public async Task Tables_OfTheApp_AreCreatedBeforeItRuns() =>
        Assert.Equal(
            ["OnePasswordCursors", "OnePasswordCursors" + CursorStoreOptions.DeadLettersSuffix, "OnePasswordCursors" + CursorStoreOptions.RunsSuffix],
            (await Scenario.Default.SnapshotAsync()).Of("Microsoft.Storage/storageAccounts/tableServices/tables").Select(table => table.OwnName));

    private static IEnumerable<string> AppRoles(Snapshot snapshot, string app, string hub)
    {
        string account = $"Microsoft.Storage/storageAccounts/{snapshot.Only("Microsoft.Storage/storageAccounts").Name}";
        string onHub = $"Microsoft.EventHub/namespaces/{snapshot.Only("Microsoft.EventHub/namespaces").Name}/eventhubs/{hub}";
        yield return $"Azure Event Hubs Data Receiver on {onHub} for {app}";
        yield return $"Azure Event Hubs Data Sender on {onHub} for {app}";
        yield return OnVault(snapshot, "Key Vault Secrets User", app);
        yield return $"Monitoring Metrics Publisher on Microsoft.Insights/components/{snapshot.Only("Microsoft.Insights/components").Name} for {app}";
        yield return $"Storage Blob Data Owner on {account} for {app}";
        foreach (string table in new[] { "OnePasswordCursors", "OnePasswordCursorsDeadLetters", "OnePasswordCursorsRuns" })
        {
            yield return $"Storage Table Data Contributor on {account}/tableServices/default/tables/{table} for {app}";
        }
    }

    private static string OnVault(Snapshot snapshot, string role, string holder) => $"{role} on Microsoft.KeyVault/vaults/{snapshot.Only("Microsoft.KeyVault/vaults").Name} for {holder}";
}
