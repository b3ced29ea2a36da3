using System.Text.Json;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>A report in the forms in which people ask for it. Only the one that is asked for is written.</summary>
/// <param name="Json">Writes the members of the JSON object.</param>
/// <param name="Text">The Markdown.</param>
/// <param name="Page">The whole page, see <see cref="HtmlPage"/>.</param>
internal sealed record ReportAnswer(Action<Utf8JsonWriter> Json, Func<string> Text, Func<Html> Page)
{
    /// <summary>The form that a request asks for; a problem in <paramref name="arguments"/> when there is none such.</summary>
    public static AnswerFormat ChooseFormat(RequestArguments arguments, HttpRequest request) =>
        AnswerFormats.Choose(arguments, request, AnswerFormat.Json, AnswerFormat.Markdown, AnswerFormat.Html);

    /// <summary>Answers with the report in one form.</summary>
    public Task WriteAsync(HttpContext context, int status, AnswerFormat format)
    {
        string contentType = AnswerFormats.ContentType(format);
        return format switch
        {
            AnswerFormat.Markdown => Answer.WriteAsync(context, status, contentType, Text()),
            AnswerFormat.Html => Answer.WriteAsync(context, status, contentType, Page().ToString()),
            _ => JsonAnswer.WriteAsync(context, status, contentType, Json),
        };
    }
}
