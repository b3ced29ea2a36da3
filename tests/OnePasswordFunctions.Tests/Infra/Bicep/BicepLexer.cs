using System.Text;

namespace OnePasswordFunctions.Tests.Infra.Bicep;

/// <summary>Cuts Bicep text into tokens. Interpolations are cut too, so that names inside strings are seen.</summary>
internal sealed class BicepLexer(string text)
{
    private static readonly string[] _symbols =
    [
        "??", "=>", "==", "!=", "=~", "!~", "<=", ">=", "&&", "||", "::", ".?", "[?",
        "{", "}", "[", "]", "(", ")", ":", ",", ".", "=", "?", "!", "+", "-", "*", "/", "%", "<", ">", "@", "|", "&",
    ];

    private int _at;
    private int _line = 1;

    public static IReadOnlyList<BicepToken> Read(string text)
    {
        var lexer = new BicepLexer(text);
        var tokens = lexer.ReadUntil(isInterpolation: false);
        tokens.Add(new BicepToken(BicepTokenKind.End, "", lexer._line, []));
        return tokens;
    }

    private List<BicepToken> ReadUntil(bool isInterpolation)
    {
        var tokens = new List<BicepToken>();
        var depth = 0;
        while (_at < text.Length)
        {
            if (SkipBlankAndComment())
            {
                continue;
            }

            var token = ReadOne();
            depth += token.Is("{") ? 1 : token.Is("}") ? -1 : 0;
            if (isInterpolation && depth < 0)
            {
                tokens.Add(new BicepToken(BicepTokenKind.End, "", _line, []));
                return tokens;
            }

            tokens.Add(token);
        }

        return isInterpolation ? throw new BicepSyntaxException(_line, "an interpolation does not end") : tokens;
    }

    private bool SkipBlankAndComment()
    {
        if (text[_at] is ' ' or '\t' or '\r')
        {
            _at++;
            return true;
        }

        if (Follows("//"))
        {
            var end = text.IndexOf('\n', _at);
            _at = end < 0 ? text.Length : end;
            return true;
        }

        return false;
    }

    private BicepToken ReadOne()
    {
        var c = text[_at];
        if (c == '\n')
        {
            _at++;
            return new BicepToken(BicepTokenKind.LineEnd, "\n", _line++, []);
        }

        if (c == '\'')
        {
            return Follows("'''") ? throw new BicepSyntaxException(_line, "multi-line strings are not used here") : ReadText();
        }

        if (char.IsAsciiLetter(c) || c == '_')
        {
            return ReadWhile(BicepTokenKind.Identifier, x => char.IsAsciiLetterOrDigit(x) || x == '_');
        }

        return char.IsAsciiDigit(c) ? ReadWhile(BicepTokenKind.Number, char.IsAsciiDigit) : ReadSymbol();
    }

    private BicepToken ReadSymbol()
    {
        var symbol = Array.Find(_symbols, Follows)
            ?? throw new BicepSyntaxException(_line, $"unexpected character {text[_at]}");
        _at += symbol.Length;
        return new BicepToken(BicepTokenKind.Symbol, symbol, _line, []);
    }

    private BicepToken ReadWhile(BicepTokenKind kind, Func<char, bool> belongs)
    {
        var start = _at;
        while (_at < text.Length && belongs(text[_at]))
        {
            _at++;
        }

        return new BicepToken(kind, text[start.._at], _line, []);
    }

    private BicepToken ReadText()
    {
        var content = new StringBuilder();
        var inner = new List<IReadOnlyList<BicepToken>>();
        var line = _line;
        for (_at++; _at < text.Length && text[_at] != '\n'; _at++)
        {
            if (text[_at] == '\'')
            {
                _at++;
                return new BicepToken(BicepTokenKind.Text, content.ToString(), line, inner);
            }

            if (text[_at] == '\\')
            {
                content.Append(ReadEscaped());
            }
            else if (Follows("${"))
            {
                _at += 2;
                inner.Add(ReadUntil(isInterpolation: true));
                content.Append("${}");
                _at--;
            }
            else
            {
                content.Append(text[_at]);
            }
        }

        throw new BicepSyntaxException(line, "a string does not end on its line");
    }

    private char ReadEscaped()
    {
        _at++;
        return _at < text.Length && text[_at] is '\'' or '\\' or 'n' or 'r' or 't' or '$'
            ? text[_at]
            : throw new BicepSyntaxException(_line, "unknown escape in a string");
    }

    private bool Follows(string expected) => string.CompareOrdinal(text, _at, expected, 0, expected.Length) == 0;
}
