using System.Text;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>Writes answers that are held as a whole, and the headers of all.</summary>
internal static class Answer
{
    /// <summary>Writes a text.</summary>
    public static Task WriteAsync(HttpContext context, int status, string contentType, string text) =>
        WriteAsync(context, status, contentType, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes bytes.</summary>
    public static Task WriteAsync(HttpContext context, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        SetHeaders(context.Response, status, contentType);
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

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
}
