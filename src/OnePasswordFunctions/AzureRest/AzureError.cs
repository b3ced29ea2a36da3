using System.Text;
using System.Text.RegularExpressions;
using Azure;

namespace OnePasswordFunctions.AzureRest;

/// <summary>
/// Reads what an Azure data-plane service says of an error: the header <c>x-ms-error-code</c> first, then the body in any of its
/// shapes (OData JSON, XML with Code and Detail or Message).
/// </summary>
internal static partial class AzureError
{
    private const int LongestDetail = 300;
    private const string Hidden = "[hidden]";

    /// <summary>The error code, or an empty string.</summary>
    public static string GetCode(Response response) =>
        response.Headers.TryGetValue("x-ms-error-code", out string? code) ? code : CodeInBody().Match(GetBody(response)).Groups["code"].Value;

    /// <summary>
    /// " code: detail", shortened, or an empty string when the service said nothing. Services quote what a request was signed with
    /// ("The MAC signature found in the HTTP request '…' is not the same …"), and this text goes on into logs, rows and answers.
    /// </summary>
    public static string Describe(Response response)
    {
        string code = GetCode(response), detail = DetailInBody().Match(GetBody(response)).Groups["detail"].Value;
        string text = string.Join(": ", new[] { code, detail }.Where(part => part.Length > 0));
        text = Secret().Replace(WhiteSpace().Replace(text, " ").Trim(), Hidden);
        return text.Length == 0 ? "" : " " + (text.Length <= LongestDetail ? text : text[..LongestDetail] + "…");
    }

    private static string GetBody(Response response)
    {
        const int enough = 4096;
        if (response.ContentStream is not { CanSeek: true } stream)
        {
            return "";
        }

        ReadOnlySpan<byte> body = response.Content.ToMemory().Span;
        stream.Position = 0;
        return Encoding.UTF8.GetString(body[..Math.Min(body.Length, enough)]);
    }

    [GeneratedRegex("(\"code\"\\s*:\\s*\"|<Code>)(?<code>[A-Za-z0-9]{1,60})")]
    private static partial Regex CodeInBody();

    [GeneratedRegex("(\"value\"\\s*:\\s*\"|<Detail>|<Message>|<Text[^>]*>)(?<detail>[^\"<]{1,2000})")]
    private static partial Regex DetailInBody();

    /// <summary>What a signature, a key or a token looks like, also when it is escaped. Tracking ids, which have hyphens, stay.</summary>
    [GeneratedRegex(@"\b(SharedAccessSignature|SharedKey(Lite)?|Bearer)\s+\S+|\bsig=[^&\s]+|([A-Za-z0-9+/=%]|\\u00[0-9A-Fa-f]{2}|&#x?[0-9A-Fa-f]+;){40,}", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();

    [GeneratedRegex(@"[\p{C}\s]+|\\n")]
    private static partial Regex WhiteSpace();
}
