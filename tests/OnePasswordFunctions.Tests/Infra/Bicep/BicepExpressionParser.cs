namespace OnePasswordFunctions.Tests.Infra.Bicep;

/// <summary>Reads one expression. Operators bind without precedence here, since only names and shapes are looked at.</summary>
internal sealed class BicepExpressionParser(BicepTokens tokens)
{
    private static readonly HashSet<string> _operators = ["==", "!=", "=~", "!~", "<", ">", "<=", ">=", "&&", "||", "+", "-", "*", "/", "%", "??"];

    public BicepNode Read()
    {
        var line = tokens.Current.Line;
        var left = ReadUnary();
        while (tokens.Current.Kind == BicepTokenKind.Symbol && _operators.Contains(tokens.Current.Text))
        {
            var symbol = tokens.Take().Text;
            tokens.SkipLineEnds();
            left = new BicepNode(BicepNodeKind.Operation, symbol, line, [left, ReadUnary()]);
        }

        if (!tokens.TryTake("?"))
        {
            return left;
        }

        var yes = Read();
        tokens.Expect(":");
        return new BicepNode(BicepNodeKind.Operation, "?:", line, [left, yes, Read()]);
    }

    private BicepNode ReadUnary() =>
        tokens.Current.Is("!") || tokens.Current.Is("-")
            ? new BicepNode(BicepNodeKind.Operation, tokens.Take().Text, tokens.Current.Line, [ReadUnary()])
            : ReadPostfix(ReadPrimary());

    private BicepNode ReadPostfix(BicepNode target)
    {
        while (true)
        {
            if (tokens.TryTake(".") || tokens.TryTake(".?"))
            {
                target = new BicepNode(BicepNodeKind.Member, tokens.ExpectName(), target.Line, [target]);
            }
            else if (tokens.TryTake("[") || tokens.TryTake("[?"))
            {
                target = new BicepNode(BicepNodeKind.Operation, "[]", target.Line, [target, Read()]);
                tokens.Expect("]");
            }
            else if (!tokens.TryTake("!"))
            {
                return target;
            }
        }
    }

    private BicepNode ReadPrimary()
    {
        var token = tokens.Current;
        return token.Kind switch
        {
            BicepTokenKind.Number => new BicepNode(BicepNodeKind.Number, tokens.Take().Text, token.Line, []),
            BicepTokenKind.Text => ReadText(tokens.Take()),
            BicepTokenKind.Identifier => ReadName(),
            _ when token.Is("{") => ReadObject(),
            _ when token.Is("[") => ReadArrayOrLoop(),
            _ when token.Is("(") => ReadParentheses(),
            _ => throw new BicepSyntaxException(token.Line, $"expected a value but found '{token.Text.Trim()}'"),
        };
    }

    private static BicepNode ReadText(BicepToken token) =>
        new(BicepNodeKind.Text, token.Text, token.Line, [.. token.Inner.Select(ReadWhole)]);

    private static BicepNode ReadWhole(IReadOnlyList<BicepToken> inner)
    {
        var tokens = new BicepTokens(inner);
        var node = new BicepExpressionParser(tokens).Read();
        return tokens.IsAtEnd ? node : throw new BicepSyntaxException(tokens.Current.Line, "an interpolation holds more than one expression");
    }

    private BicepNode ReadName()
    {
        var line = tokens.Current.Line;
        var name = tokens.Take().Text;
        if (name is "true" or "false" or "null")
        {
            return new BicepNode(BicepNodeKind.Keyword, name, line, []);
        }

        if (tokens.TryTake("=>"))
        {
            return new BicepNode(BicepNodeKind.Lambda, name, line, [Read()]);
        }

        return tokens.TryTake("(")
            ? new BicepNode(BicepNodeKind.Call, name, line, ReadList(")"))
            : new BicepNode(BicepNodeKind.Reference, name, line, []);
    }

    private BicepNode ReadParentheses()
    {
        var line = tokens.Current.Line;
        tokens.Expect("(");
        var inside = ReadList(")");
        if (tokens.TryTake("=>"))
        {
            return new BicepNode(BicepNodeKind.Lambda, string.Join(',', inside.Select(n => n.Text)), line, [Read()]);
        }

        return inside.Count == 1 ? inside[0] : throw new BicepSyntaxException(line, "parentheses hold one expression");
    }

    private BicepNode ReadObject()
    {
        var line = tokens.Current.Line;
        tokens.Expect("{");
        var properties = new List<BicepNode>();
        for (tokens.SkipLineEnds(); !tokens.TryTake("}"); EndEntry("}"))
        {
            var key = tokens.Current.Kind == BicepTokenKind.Text ? ReadText(tokens.Take()) : null;
            var (name, at) = (key?.Text ?? tokens.ExpectName(), tokens.Current.Line);
            tokens.Expect(":");
            properties.Add(new BicepNode(BicepNodeKind.Property, name, at, [.. key?.Children ?? [], Read()]));
        }

        var repeated = properties.GroupBy(p => p.Text).FirstOrDefault(g => g.Count() > 1 && !g.Key.Contains("${"));
        return repeated is null
            ? new BicepNode(BicepNodeKind.Object, "", line, properties)
            : throw new BicepSyntaxException(line, $"property {repeated.Key} stands twice");
    }

    private BicepNode ReadArrayOrLoop()
    {
        var line = tokens.Current.Line;
        tokens.Expect("[");
        return tokens.Current.IsWord("for")
            ? ReadLoop(line)
            : new BicepNode(BicepNodeKind.Array, "", line, ReadList("]"));
    }

    private BicepNode ReadLoop(int line)
    {
        tokens.Take();
        var variables = tokens.Current.Is("(") ? string.Join(',', ReadPrimaryList().Select(n => n.Text)) : tokens.ExpectName();
        if (!tokens.TryTakeWord("in"))
        {
            throw new BicepSyntaxException(line, "expected 'in' in a loop");
        }

        var source = Read();
        tokens.Expect(":");
        var body = ReadConditionAndBody();
        tokens.Expect("]");
        return new BicepNode(BicepNodeKind.For, variables, line, [source, body]);
    }

    /// <summary>Body of a resource, a module or a loop: an object, behind an optional condition.</summary>
    public BicepNode ReadConditionAndBody()
    {
        var line = tokens.Current.Line;
        if (!tokens.TryTakeWord("if"))
        {
            return Read();
        }

        tokens.Expect("(");
        var condition = Read();
        tokens.Expect(")");
        return new BicepNode(BicepNodeKind.If, "", line, [condition, ReadObject()]);
    }

    private List<BicepNode> ReadPrimaryList()
    {
        tokens.Expect("(");
        return ReadList(")");
    }

    private List<BicepNode> ReadList(string close)
    {
        var items = new List<BicepNode>();
        for (tokens.SkipLineEnds(); !tokens.TryTake(close); EndEntry(close))
        {
            items.Add(Read());
        }

        return items;
    }

    private void EndEntry(string close)
    {
        if (tokens.Current.Is(close))
        {
            return;
        }

        if (!tokens.TryTake(","))
        {
            tokens.ExpectLineEnd();
        }

        tokens.SkipLineEnds();
    }
}
