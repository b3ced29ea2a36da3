namespace OnePasswordFunctions.Tests.Infra;

/// <summary>A test that needs Node and what package.json pins; where npm is absent the test says so instead of passing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute() => Skip = NodeTools.Missing;
}
