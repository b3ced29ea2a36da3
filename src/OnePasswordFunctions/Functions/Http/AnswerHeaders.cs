namespace OnePasswordFunctions.Functions.Http;

/// <summary>What every answer of an HTTP function says beside its body.</summary>
internal static class AnswerHeaders
{
    /// <summary>
    /// Sets status and headers. Answers hold events and the state of now, so nothing may keep them; a page may load nothing and run
    /// nothing; and the address, which can hold the function key, goes to nobody.
    /// </summary>
    public static void Set(HttpResponse response, int status, string contentType)
    {
        response.StatusCode = status;
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
    }
}
