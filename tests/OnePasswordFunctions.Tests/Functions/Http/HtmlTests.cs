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
}
