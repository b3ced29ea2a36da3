namespace OnePasswordFunctions.Tests.Infra.Bicep;

/// <summary>Finds what a compiler would: names that do not exist, and names that nothing uses.</summary>
internal sealed class BicepNames(BicepFile file)
{
    private static readonly HashSet<string> _functions =
    [
        "cidrSubnet", "concat", "contains", "empty", "environment", "filter", "guid", "items", "join", "loadTextContent", "min",
        "readEnvironmentVariable", "replace", "resourceGroup", "resourceId", "split", "string", "subscription", "subscriptionResourceId",
        "take", "union", "uniqueString",
    ];

    private static readonly HashSet<string> _types = ["string", "int", "bool", "object", "array", "resourceInput"];

    private readonly HashSet<string> _declared = [.. Referable(file).Select(d => d.Name)];
    private readonly HashSet<string> _used = [];
    private readonly List<string> _problems = [];

    public static IReadOnlyList<string> Check(BicepFile file) => new BicepNames(file).Check();

    private List<string> Check()
    {
        foreach (var repeated in Referable(file).GroupBy(d => d.Name).Where(g => g.Count() > 1))
        {
            _problems.Add($"{repeated.Key} is declared twice");
        }

        foreach (var declaration in file.Declarations)
        {
            CheckType(declaration);
            if (declaration.Value is not null)
            {
                Visit(declaration.Value, _declared);
            }
        }

        var unused = file.Declarations.Where(d => d.Keyword is "param" or "var" or "type" && !_used.Contains(d.Name));
        return [.. _problems, .. unused.Select(d => $"line {d.Line}: {d.Name} is never used")];
    }

    /// <summary>Outputs have names of their own: nothing in a file can refer to them.</summary>
    private static IEnumerable<BicepDeclaration> Referable(BicepFile file) => file.Declarations.Where(d => d.Keyword != "output");

    private void CheckType(BicepDeclaration declaration)
    {
        var name = declaration.Source.Split(' ')[0].TrimEnd('?');
        if (declaration.Keyword is not ("param" or "output") || name is "" or "(")
        {
            return;
        }

        _used.Add(name);
        if (!_types.Contains(name) && !file.Of("type").Any(t => t.Name == name))
        {
            _problems.Add($"line {declaration.Line}: unknown type {name}");
        }
    }

    private void Visit(BicepNode node, IReadOnlySet<string> names)
    {
        if (node.Kind == BicepNodeKind.Call && !_functions.Contains(node.Text))
        {
            _problems.Add($"line {node.Line}: unknown function {node.Text}");
        }

        if (node.Kind == BicepNodeKind.Reference)
        {
            _used.Add(node.Text);
            if (!names.Contains(node.Text))
            {
                _problems.Add($"line {node.Line}: unknown name {node.Text}");
            }
        }

        var inner = node.Kind is BicepNodeKind.For or BicepNodeKind.Lambda
            ? new HashSet<string>([.. names, .. node.Text.Split(',')])
            : names;
        foreach (var child in node.Children)
        {
            Visit(child, inner);
        }
    }
}
