using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>Makes any text harmless in HTML, as content and as the value of a quoted attribute.</summary>
internal static class HtmlText
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static string Encode(string? text) => text is null ? "" : Encoder.Encode(text);
}
