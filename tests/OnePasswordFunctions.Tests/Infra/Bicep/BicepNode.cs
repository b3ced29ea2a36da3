namespace OnePasswordFunctions.Tests.Infra.Bicep;

internal enum BicepNodeKind
{
    Number,
    Keyword,
    Text,
    Reference,
    Member,
    Call,
    Object,
    Property,
    Array,
    For,
    If,
    Lambda,
    Operation,
}

/// <summary>Part of an expression.</summary>
/// <param name="Text">Content, name of what is referenced, called or set; of loops and lambdas their variables, comma-separated.</param>
internal sealed record BicepNode(BicepNodeKind Kind, string Text, int Line, IReadOnlyList<BicepNode> Children)
{
    public IEnumerable<BicepNode> SelfAndDescendants() => Children.SelectMany(c => c.SelfAndDescendants()).Prepend(this);

    /// <summary>The properties of an object, also when it stands behind a condition or in a loop.</summary>
    public IReadOnlyList<BicepNode> Properties => Kind switch
    {
        BicepNodeKind.Object => Children,
        BicepNodeKind.For or BicepNodeKind.If => Children[^1].Properties,
        _ => [],
    };

    public BicepNode? Find(string property) =>
        Properties.FirstOrDefault(p => p.Text == property)?.Children[^1];
}
