namespace OnePasswordFunctions.Tests.Infra;

/// <summary>As <see cref="BicepFactAttribute"/>, with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BicepTheoryAttribute : TheoryAttribute
{
    public BicepTheoryAttribute() => Skip = BicepCompiler.Missing;
}
