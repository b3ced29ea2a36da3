using System.Text.Json;
using System.Text.RegularExpressions;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Tests.Infra.Bicep;

namespace OnePasswordFunctions.Tests.Infra;

/// <summary>Identity only: few roles, each at the narrowest scope, and no key or secret anywhere.</summary>
public partial class AccessTests
{
    /// <summary>Every role that a template may assign, by the name of its variable, with the kind of resource it is assigned on.</summary>
    private static readonly Dictionary<string, (string Id, string Scope)> _allowedRoles = new()
    {
        ["storageBlobDataOwner"] = ("b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "Microsoft.Storage/storageAccounts"),
        ["storageTableDataContributor"] = ("0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", "Microsoft.Storage/storageAccounts/tableServices/tables"),
        ["storageBlobDataContributor"] = ("ba92f5b4-2d11-453d-a403-e96b0029c9fe", "Microsoft.Storage/storageAccounts/blobServices/containers"),
        ["eventHubsDataSender"] = ("2b629674-e913-4c01-ae53-ef4638d8f975", "Microsoft.EventHub/namespaces/eventhubs"),
        ["eventHubsDataReceiver"] = ("a638d3c7-ab3a-418d-83e6-5f17a39d4fde", "Microsoft.EventHub/namespaces/eventhubs"),
        ["keyVaultSecretsUser"] = ("4633458b-17de-408a-b874-0445c86b69e6", "Microsoft.KeyVault/vaults"),
        ["keyVaultSecretsOfficer"] = ("b86a8fe4-44ce-4948-aee5-eccb2c155cd7", "Microsoft.KeyVault/vaults"),
        ["monitoringMetricsPublisher"] = ("3913510d-42f4-4e42-8a64-420c390055eb", "Microsoft.Insights/components"),
    };

    [Fact]
    public void RoleIds_AreAllAllowedAndNamedAfterTheRole()
    {
        var ids = InfraFiles.Templates
            .SelectMany(t => t.Declarations)
            .Where(d => d.Value is { Kind: BicepNodeKind.Text } && RoleId().IsMatch(d.Value.Text))
            .ToDictionary(d => d.Name, d => d.Value!.Text);

        Assert.Equal(_allowedRoles.ToDictionary(r => r.Key, r => r.Value.Id), ids);
    }

    [Fact]
    public void RoleIds_StandNowhereElse()
    {
        var inText = InfraFiles.Templates.SelectMany(t => RoleId().Matches(File.ReadAllText(t.Path)).Select(m => m.Value));

        Assert.Equal(_allowedRoles.Values.Select(r => r.Id).Order(), inText.Order());
    }

    [Fact]
    public void RoleAssignments_HaveTheNarrowestScope()
    {
        foreach (var file in InfraFiles.Templates)
        {
            foreach (var assignment in file.Of("resource").Where(r => r.Source.StartsWith("Microsoft.Authorization/roleAssignments", StringComparison.Ordinal)))
            {
                var properties = assignment.Value!.Find("properties")!;
                var role = properties.Find("roleDefinitionId")!.Children[1].Text;
                var scope = assignment.Value.Find("scope")!.SelfAndDescendants().First(n => n.Kind == BicepNodeKind.Reference).Text;

                Assert.Equal(_allowedRoles[role].Scope, file.Find("resource", scope).Source.Split('@')[0]);
                Assert.Equal("guid", assignment.Value.Find("name")!.Text);
            }
        }
    }

    [Theory]
    [InlineData("storage", "account", "allowSharedKeyAccess", "false")]
    [InlineData("storage", "account", "allowBlobPublicAccess", "false")]
    [InlineData("storage", "account", "supportsHttpsTrafficOnly", "true")]
    [InlineData("monitoring", "component", "DisableLocalAuth", "true")]
    [InlineData("keyVault", "vault", "enableRbacAuthorization", "true")]
    [InlineData("functionAppFlex", "app", "httpsOnly", "true")]
    [InlineData("functionAppPremium", "app", "httpsOnly", "true")]
    [InlineData("functionAppFlex", "scm", "allow", "false")]
    [InlineData("functionAppPremium", "scm", "allow", "false")]
    public void Keys_AreOff(string module, string resource, string property, string expected) =>
        Assert.Equal(expected, InfraFiles.Module(module).Find("resource", resource).Value!.Find("properties")!.Find(property)!.Text);

    [Fact]
    public void HubKeys_AreOffUntilAskedFor()
    {
        var disable = InfraFiles.Module("eventHubs").Find("resource", "hubNamespace").Value!.Find("properties")!.Find("disableLocalAuth")!;

        Assert.Equal("!keys", disable.Text + disable.Children[0].Text);
        Assert.Equal("false", InfraFiles.Main.Find("param", "eventHubKeys").Value!.Text);
    }

    [Fact]
    public void Templates_ReadAndHoldNoKeys() =>
        Assert.All(
            Directory.GetFiles(Path.Combine(InfraFiles.Root, "infra"), "*", SearchOption.AllDirectories),
            file => Assert.DoesNotMatch(Key(), File.ReadAllText(file)));

    [Fact]
    public void Outputs_HoldNoSecret()
    {
        foreach (var file in InfraFiles.Templates)
        {
            string[] secrets = [.. file.Of("param").Where(p => p.Has("secure")).Select(p => p.Name)];
            var used = file.Of("output").SelectMany(o => o.Value!.SelfAndDescendants()).ToList();

            Assert.DoesNotContain(used, n => n.Kind == BicepNodeKind.Reference && secrets.Contains(n.Text));
            Assert.DoesNotContain(used, n => n.Kind == BicepNodeKind.Member && n.Text is "value" or "secretUriWithVersion" or "InstrumentationKey");
        }
    }

    [Fact]
    public void Token_IsSecureWhereverItPasses()
    {
        var tokens = InfraFiles.Templates.SelectMany(t => t.Of("param")).Where(p => p.Name == "onePasswordToken").ToList();

        Assert.Equal(2, tokens.Count);
        Assert.All(tokens, t => Assert.True(t.Has("secure")));
        Assert.Equal("", InfraFiles.Main.Find("param", "onePasswordToken").Value!.Text);
    }

    [Fact]
    public void StateLock_ForbidsDeletion()
    {
        using var template = JsonDocument.Parse(InfraFiles.Read("infra", "modules", "stateLock.json"));
        var resource = Assert.Single(template.RootElement.GetProperty("resources").EnumerateArray());

        Assert.Equal("Microsoft.Authorization/locks", resource.GetProperty("type").GetString());
        Assert.Equal("CanNotDelete", resource.GetProperty("properties").GetProperty("level").GetString());
    }

    [Fact]
    public void Tables_OfTheHandler_AreCreatedBeforeItRuns() =>
        Assert.Equal(
            ["cursorTableName", "${}" + CursorStoreOptions.DeadLettersSuffix, "${}" + CursorStoreOptions.RunsSuffix],
            InfraFiles.Module("storage").Find("var", "tableNames").Value!.Children.Select(n => n.Text));

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex RoleId();

    [GeneratedRegex("listKeys|listAccountSas|listServiceSas|listSecrets|AccountKey=|SharedAccessKey|authorizationRules|eyJ[A-Za-z0-9_-]{10}", RegexOptions.IgnoreCase)]
    private static partial Regex Key();
}
