using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>
/// The texts to look for so that a secret is found in any clothes: as it is, escaped for a URL, for JSON and for HTML, and inside
/// base64 of something longer. Long texts are looked for piece by piece, so that half a secret is found too.
/// </summary>
internal static class SecretForms
{
    private const int Piece = 20;
    private const int Step = 10;

    /// <summary>The forms of a token or key; none may be cut so that fewer than 30 characters are left.</summary>
    public static IEnumerable<string> OfSecret(string secret) =>
        OfSignature(secret).Concat(Base64(secret).SelectMany(Pieces));

    /// <summary>The forms of a signature, of which there are many: without base64.</summary>
    public static IEnumerable<string> OfSignature(string signature) => new[]
    {
        signature, Uri.EscapeDataString(signature), Uri.UnescapeDataString(signature),
        JsonEncodedText.Encode(signature).ToString(), HtmlEncoder.Default.Encode(signature),
    }.Distinct().SelectMany(Pieces);

    /// <summary>The forms of a cursor. Its beginning is alike in all, so only the whole and its end count.</summary>
    public static IEnumerable<string> OfCursor(string cursor) => new[]
    {
        cursor, Uri.EscapeDataString(cursor), JsonEncodedText.Encode(cursor).ToString(), HtmlEncoder.Default.Encode(cursor),
    }.Distinct().SelectMany(form => new[] { form, form[^Math.Min(form.Length, Piece)..] });

    private static IEnumerable<string> Pieces(string text)
    {
        if (text.Length <= Piece)
        {
            yield return text;
            yield break;
        }

        for (int start = 0; start + Piece <= text.Length; start += Step)
        {
            yield return text.Substring(start, Piece);
        }

        yield return text[^Piece..];
    }

    /// <summary>Base64 depends on where in a group of three bytes the text begins; only the characters that are its own count.</summary>
    private static IEnumerable<string> Base64(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int before = 0; before < 3; before++)
        {
            string coded = Convert.ToBase64String([.. new byte[before], .. bytes]).TrimEnd('=');
            string own = coded[((before * 4 / 3) + (before > 0 ? 1 : 0))..^1];
            yield return own;
            yield return own.Replace('+', '-').Replace('/', '_');
        }
    }
}
