using System.Net;
using CsCheck;
using OnePasswordFunctions.Functions.Http;

namespace OnePasswordFunctions.Tests.Functions.Http;

public sealed class HtmlTests
{
    [Fact]
    public void Interpolation_Text_IsEncoded()
    {
        string text = "<b a='\"'>&é";
        Html html = $"""<td title="{text}">{1.5:0.00}{(string?)null}</td>""";
        Assert.Equal("""<td title="&lt;b a=&#x27;&quot;&#x27;&gt;&amp;é">1.50</td>""", html.ToString());
    }

    [Fact]
    public void Interpolation_Html_IsTakenAsItIs()
    {
        Html item = $"<li>{"<"}</li>";
        Html list = $"<ul>{item}{Html.None}{Html.Each(["a", "&"], static name => $"<li>{name}</li>")}</ul>";
        Assert.Equal("<ul><li>&lt;</li><li>a</li><li>&amp;</li></ul>", list.ToString());
    }

    [Fact]
    public void Interpolation_AnyText_IsReadAsThatTextAndNoMarkup() => Gen.String[Gen.Char["a&;#<>\"'`=/é €\u0001\n"], 0, 20].Sample(text =>
    {
        string html = ((Html)$"{text}").ToString();
        return WebUtility.HtmlDecode(html) == text && html.AsSpan().IndexOfAny("<>\"'") < 0;
    }, iter: 2_000);

    [Fact]
    public void MarkdownRow_AnyTexts_HasAsManyCells() => Gen.String[Gen.Char["ab|\\<>&*_`[]~#\n\r\t"], 0, 12].Array[1, 4].Sample(cells =>
    {
        string row = Markdown.Row(cells);
        string[] parts = row.Replace("\\\\", "", StringComparison.Ordinal).Replace("\\|", "", StringComparison.Ordinal).Split('|');
        return parts.Length == cells.Length + 2 && row.IndexOf('\n', StringComparison.Ordinal) == row.Length - 1 && !row.Replace("<br>", "", StringComparison.Ordinal).Contains('<', StringComparison.Ordinal);
    }, iter: 2_000);
}
