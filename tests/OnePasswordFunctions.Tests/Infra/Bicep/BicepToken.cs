namespace OnePasswordFunctions.Tests.Infra.Bicep;

/// <summary>What a token is. A line end is a token because it separates entries of objects and arrays.</summary>
internal enum BicepTokenKind
{
    Identifier,
    Number,
    Text,
    Symbol,
    LineEnd,
    End,
}

/// <param name="Text">The token as written; of a string, its content with each interpolation left out.</param>
/// <param name="Inner">Of a string, the tokens of each interpolation.</param>
internal sealed record BicepToken(BicepTokenKind Kind, string Text, int Line, IReadOnlyList<IReadOnlyList<BicepToken>> Inner)
{
    public bool Is(string symbol) => Kind == BicepTokenKind.Symbol && Text == symbol;

    public bool IsWord(string word) => Kind == BicepTokenKind.Identifier && Text == word;
}
