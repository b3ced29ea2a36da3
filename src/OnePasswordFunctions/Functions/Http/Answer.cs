using System.Text;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>An answer that is held as a whole: a value for programs, a document for people. Only the form that is asked for is written.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Value">What becomes the JSON, see <see cref="AnswerJson"/>.</param>
/// <param name="Document">What becomes the Markdown or the page.</param>
internal sealed record Answer(int Status, object Value, Document Document)
{
    /// <summary>The form that a request asks for; a problem in <paramref name="arguments"/> when there is none such.</summary>
    public static AnswerFormat ChooseFormat(RequestArguments arguments, HttpRequest request) =>
        AnswerFormats.Choose(arguments, request, AnswerFormat.Json, AnswerFormat.Markdown, AnswerFormat.Html);

    /// <summary>Writes the answer in one form.</summary>
    public Task WriteAsync(HttpContext context, AnswerFormat format) => WriteAsync(context, format, AnswerFormats.ContentType(format));

    /// <summary>Writes an answer about something that went wrong: a page for a browser, JSON for everybody else.</summary>
    /// <param name="context">The call.</param>
    /// <param name="jsonType">The media type of the JSON.</param>
    public Task WriteErrorAsync(HttpContext context, string jsonType = "application/json") => AnswerFormats.WantsPage(context.Request)
        ? WriteAsync(context, AnswerFormat.Html)
        : WriteAsync(context, AnswerFormat.Json, jsonType + "; charset=utf-8");

    /// <summary>
    /// Sets status and headers. Answers hold events and the state of now, so nothing may keep them; a page may load nothing and run
    /// nothing; and the address, which can hold the function key, goes to nobody.
    /// </summary>
    public static void SetHeaders(HttpResponse response, int status, string contentType)
    {
        response.StatusCode = status;
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
    }

    private Task WriteAsync(HttpContext context, AnswerFormat format, string contentType)
    {
        byte[] body = format switch
        {
            AnswerFormat.Markdown => Encoding.UTF8.GetBytes(Markdown.Write(Document)),
            AnswerFormat.Html => Encoding.UTF8.GetBytes(HtmlPage.Write(Document).ToString()),
            _ => [.. AnswerJson.Write(Value, indented: true), (byte)'\n'],
        };
        SetHeaders(context.Response, Status, contentType);
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
