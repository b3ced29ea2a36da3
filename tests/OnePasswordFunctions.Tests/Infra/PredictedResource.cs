using System.Text.Json;

namespace OnePasswordFunctions.Tests.Infra;

/// <summary>One resource that a deployment would make.</summary>
internal sealed record PredictedResource(string Id, string Type, string Name, string ApiVersion, JsonElement Json)
{
    /// <summary>The part of the name behind the parents' names.</summary>
    public string OwnName => Name[(Name.LastIndexOf('/') + 1)..];

    public JsonElement Properties => Json.GetProperty("properties");

    public static PredictedResource Read(JsonElement json) => new(
        json.GetProperty("id").GetString()!,
        json.GetProperty("type").GetString()!,
        json.GetProperty("name").GetString()!,
        json.GetProperty("apiVersion").GetString()!,
        json);

    /// <summary>The value at a path such as <c>functionAppConfig/runtime/name</c>, as text.</summary>
    public string Text(string path) => path.Split('/').Aggregate(Properties, (value, name) => value.GetProperty(name)).ToString();
}
