namespace OnePasswordFunctions.Tests.Infra.Bicep;

/// <summary>One declaration of a file.</summary>
/// <param name="Keyword">param, var, resource, module, output, type, targetScope or using.</param>
/// <param name="Source">Of a resource its type and version, of a module its path; of a parameter or output the words of its type.</param>
internal sealed record BicepDeclaration(
    string Keyword,
    string Name,
    int Line,
    string Source,
    bool IsExisting,
    IReadOnlyList<BicepNode> Decorators,
    BicepNode? Value)
{
    public bool Has(string decorator) => Decorators.Any(d => d.Text == decorator);

    public string? Description => Decorators.FirstOrDefault(d => d.Text == "description")?.Children[0].Text;
}
