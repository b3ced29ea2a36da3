using System.Text.RegularExpressions;

namespace OnePasswordFunctions.Tests.Infra;

/// <summary>A role that somebody gets.</summary>
/// <param name="Role">The role's name; its id when it is none that the templates may assign.</param>
/// <param name="Scope">Resource id without its resource group.</param>
/// <param name="Group">Subscription and resource group of the scope.</param>
/// <param name="Holder">Name of the identity, <c>deployer</c>, or an object id.</param>
internal sealed partial record RoleAssignment(string Role, string Scope, string Group, string Holder)
{
    private static readonly Dictionary<string, string> _names = new()
    {
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["2b629674-e913-4c01-ae53-ef4638d8f975"] = "Azure Event Hubs Data Sender",
        ["a638d3c7-ab3a-418d-83e6-5f17a39d4fde"] = "Azure Event Hubs Data Receiver",
        ["4633458b-17de-408a-b874-0445c86b69e6"] = "Key Vault Secrets User",
        ["b86a8fe4-44ce-4948-aee5-eccb2c155cd7"] = "Key Vault Secrets Officer",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
    };

    public static RoleAssignment Read(PredictedResource assignment)
    {
        // The name of a role for the deployer is known to Azure alone, and so the id is an expression around its scope.
        string scope = assignment.Id.StartsWith('[') ? assignment.Id.Split('\'')[1] : assignment.Id.Split("/providers/Microsoft.Authorization")[0];
        string[] parts = scope.Split("/providers/", 2);
        string id = assignment.Text("roleDefinitionId").Split('/')[^1];
        return new RoleAssignment(_names.GetValueOrDefault(id, id), parts[1], parts[0], ReadHolder(assignment.Text("principalId")));
    }

    public override string ToString() => $"{Role} on {Scope} for {Holder}";

    private static string ReadHolder(string principal) =>
        principal == "[deployer().objectId]" ? "deployer" : Identity().Match(principal) is { Success: true } identity ? identity.Groups[1].Value : principal;

    [GeneratedRegex(@"^\[reference\('.*/userAssignedIdentities/([^']+)', '[^']+'\)\.principalId\]$")]
    private static partial Regex Identity();
}
