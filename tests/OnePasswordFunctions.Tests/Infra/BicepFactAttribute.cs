namespace OnePasswordFunctions.Tests.Infra;

/// <summary>A test that needs the Bicep compiler; where it is absent the test says so instead of passing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BicepFactAttribute : FactAttribute
{
    public BicepFactAttribute() => Skip = BicepCompiler.Missing;
}
