using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>
/// A piece of HTML, written as an interpolated string: <c>Html cell = $"&lt;td&gt;{text}&lt;/td&gt;";</c>. The literal parts are markup; whatever
/// stands in braces is made harmless, as content and as the value of a quoted attribute, unless it is <see cref="Html"/> itself.
/// </summary>
[InterpolatedStringHandler]
internal readonly struct Html
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _text;

    /// <summary>For the compiler, which then calls the methods below for each part.</summary>
    public Html(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (16 * formattedCount));

    /// <summary>No markup at all.</summary>
    public static Html None { get; } = $"";

    /// <summary>Markup that comes as a text, not as a literal.</summary>
    public static Html Raw(string markup)
    {
        Html html = $"";
        html.AppendLiteral(markup);
        return html;
    }

    /// <summary>A piece for each of the items, one after the other.</summary>
    public static Html Each<T>(IEnumerable<T> items, Func<T, Html> write)
    {
        Html html = $"";
        foreach (T item in items)
        {
            html.AppendFormatted(write(item));
        }

        return html;
    }

    public void AppendLiteral(string markup) => _text.Append(markup);

    public void AppendFormatted(string? text) => _text.Append(text is null ? "" : Encoder.Encode(text));

    public void AppendFormatted(Html html) => _text.Append(html._text);

    public void AppendFormatted<T>(T value, string? format = null)
        where T : IFormattable => AppendFormatted(value.ToString(format, CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
