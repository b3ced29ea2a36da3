using System.Text;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>Writes small answers that are text.</summary>
internal static class TextAnswer
{
    public static Task WriteAsync(HttpContext context, int status, AnswerFormat format, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        AnswerHeaders.Set(context.Response, status, AnswerFormats.ContentType(format));
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }
}
