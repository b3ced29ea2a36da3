using System.Text.Json;

namespace OnePasswordFunctions.Tests.Infra;

/// <summary>The resources that a deployment would make. What only Azure knows stands there as an expression in brackets.</summary>
/// <param name="Text">All of it, to search in.</param>
/// <param name="Resources">In the order of deployment.</param>
/// <param name="Outputs">Name and value.</param>
internal sealed record Snapshot(string Text, IReadOnlyList<PredictedResource> Resources, IReadOnlyDictionary<string, JsonElement> Outputs)
{
    /// <summary>The app settings.</summary>
    public IReadOnlyDictionary<string, string> Settings => Only("Microsoft.Web/sites/config").Properties.EnumerateObject().ToDictionary(setting => setting.Name, setting => setting.Value.GetString()!);

    /// <summary>Who may do what where.</summary>
    public IEnumerable<RoleAssignment> Roles => Of("Microsoft.Authorization/roleAssignments").Select(RoleAssignment.Read);

    public static Snapshot Read(string text)
    {
        JsonElement root = JsonDocument.Parse(text).RootElement;
        Assert.Empty(root.GetProperty("diagnostics").EnumerateArray());
        return new Snapshot(
            text,
            [.. root.GetProperty("predictedResources").EnumerateArray().Select(PredictedResource.Read)],
            root.GetProperty("outputs").EnumerateObject().ToDictionary(output => output.Name, output => output.Value));
    }

    public IEnumerable<PredictedResource> Of(string type) => Resources.Where(resource => resource.Type == type);

    public PredictedResource Only(string type) => Assert.Single(Of(type));
}
