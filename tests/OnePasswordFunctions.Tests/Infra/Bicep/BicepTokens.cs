namespace OnePasswordFunctions.Tests.Infra.Bicep;

/// <summary>A position in a list of tokens, and what a parser asks of it.</summary>
internal sealed class BicepTokens(IReadOnlyList<BicepToken> tokens)
{
    private int _at;

    public BicepToken Current => tokens[_at];

    public bool IsAtEnd => Current.Kind == BicepTokenKind.End;

    public BicepToken Take() => IsAtEnd ? throw new BicepSyntaxException(Current.Line, "the file ends too early") : tokens[_at++];

    public bool TryTake(string symbol)
    {
        var found = Current.Is(symbol);
        _at += found ? 1 : 0;
        return found;
    }

    public bool TryTakeWord(string word)
    {
        var found = Current.IsWord(word);
        _at += found ? 1 : 0;
        return found;
    }

    public void Expect(string symbol)
    {
        if (!TryTake(symbol))
        {
            throw new BicepSyntaxException(Current.Line, $"expected {symbol} but found {Shown(Current)}");
        }
    }

    public string ExpectName() =>
        Current.Kind == BicepTokenKind.Identifier
            ? Take().Text
            : throw new BicepSyntaxException(Current.Line, $"expected a name but found {Shown(Current)}");

    public BicepToken ExpectText() =>
        Current.Kind == BicepTokenKind.Text
            ? Take()
            : throw new BicepSyntaxException(Current.Line, $"expected a string but found {Shown(Current)}");

    public void SkipLineEnds()
    {
        while (Current.Kind == BicepTokenKind.LineEnd)
        {
            _at++;
        }
    }

    public void ExpectLineEnd()
    {
        if (Current.Kind is not (BicepTokenKind.LineEnd or BicepTokenKind.End))
        {
            throw new BicepSyntaxException(Current.Line, $"expected the end of the line but found {Shown(Current)}");
        }
    }

    private static string Shown(BicepToken token) => token.Kind switch
    {
        BicepTokenKind.LineEnd => "the end of the line",
        BicepTokenKind.End => "the end of the file",
        _ => $"'{token.Text}'",
    };
}
