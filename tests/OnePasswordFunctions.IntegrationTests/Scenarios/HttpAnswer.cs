using System.Net;
using System.Text.Json.Nodes;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>The answer of an HTTP function, as its caller got it from the host.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">Every header by name; several values are joined with commas.</param>
/// <param name="Body">The body as text.</param>
internal sealed record HttpAnswer(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The body, which must be JSON.</summary>
    public JsonNode Json => JsonNode.Parse(Body)!;

    /// <summary>The header Content-Type.</summary>
    public string ContentType => Headers["Content-Type"];
}
