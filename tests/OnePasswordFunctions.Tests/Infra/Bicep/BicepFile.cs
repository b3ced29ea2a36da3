namespace OnePasswordFunctions.Tests.Infra.Bicep;

/// <summary>A Bicep file or parameter file, read with the part of the language that this repository uses.</summary>
internal sealed class BicepFile
{
    private readonly BicepTokens _tokens;
    private readonly BicepExpressionParser _expressions;
    private readonly List<BicepDeclaration> _declarations = [];

    private BicepFile(string path, string text)
    {
        Path = path;
        _tokens = new BicepTokens(BicepLexer.Read(text));
        _expressions = new BicepExpressionParser(_tokens);
        for (_tokens.SkipLineEnds(); !_tokens.IsAtEnd; _tokens.SkipLineEnds())
        {
            _declarations.Add(ReadDeclaration());
            _tokens.ExpectLineEnd();
        }
    }

    public string Path { get; }

    public IReadOnlyList<BicepDeclaration> Declarations => _declarations;

    public IEnumerable<BicepDeclaration> Of(string keyword) => _declarations.Where(d => d.Keyword == keyword);

    public BicepDeclaration Find(string keyword, string name) => Of(keyword).Single(d => d.Name == name);

    public static BicepFile Parse(string text, string path = "inline") => new(path, text);

    private BicepDeclaration ReadDeclaration()
    {
        var decorators = new List<BicepNode>();
        while (_tokens.TryTake("@"))
        {
            decorators.Add(_expressions.Read());
            _tokens.SkipLineEnds();
        }

        var line = _tokens.Current.Line;
        var keyword = _tokens.ExpectName();
        return keyword switch
        {
            "targetScope" => new(keyword, keyword, line, "", false, decorators, ReadValue()),
            "using" => new(keyword, keyword, line, _tokens.ExpectText().Text, false, decorators, null),
            "var" => new(keyword, _tokens.ExpectName(), line, "", false, decorators, ReadValue()),
            "param" or "output" => ReadTyped(keyword, line, decorators),
            "type" => ReadType(line, decorators),
            "resource" or "module" => ReadResource(keyword, line, decorators),
            _ => throw new BicepSyntaxException(line, $"unknown declaration '{keyword}'"),
        };
    }

    private BicepDeclaration ReadTyped(string keyword, int line, List<BicepNode> decorators)
    {
        var name = _tokens.ExpectName();
        var type = _tokens.Current.Is("=") ? "" : ReadTypeWords();
        var value = _tokens.Current.Is("=") ? ReadValue() : null;
        return keyword == "output" && value is null
            ? throw new BicepSyntaxException(line, $"output {name} has no value")
            : new(keyword, name, line, type, false, decorators, value);
    }

    private BicepDeclaration ReadType(int line, List<BicepNode> decorators)
    {
        var name = _tokens.ExpectName();
        _tokens.Expect("=");
        return new("type", name, line, ReadTypeWords(), false, decorators, null);
    }

    private BicepDeclaration ReadResource(string keyword, int line, List<BicepNode> decorators)
    {
        var name = _tokens.ExpectName();
        var source = _tokens.ExpectText().Text;
        var isExisting = _tokens.TryTakeWord("existing");
        _tokens.Expect("=");
        return new(keyword, name, line, source, isExisting, decorators, _expressions.ReadConditionAndBody());
    }

    private BicepNode ReadValue()
    {
        _tokens.Expect("=");
        return _expressions.Read();
    }

    /// <summary>Types are kept as words: what they mean is the compiler's business, which names they use is ours.</summary>
    private string ReadTypeWords()
    {
        var words = new List<string>();
        for (var depth = 0; depth > 0 || !(_tokens.Current.Is("=") || _tokens.Current.Kind is BicepTokenKind.LineEnd or BicepTokenKind.End);)
        {
            var token = _tokens.Take();
            depth += token.Text is "{" or "(" ? 1 : token.Text is "}" or ")" ? -1 : 0;
            words.Add(token.Kind == BicepTokenKind.LineEnd ? ";" : token.Text);
        }

        return words.Count > 0 ? string.Join(' ', words) : throw new BicepSyntaxException(_tokens.Current.Line, "a type is missing");
    }
}
