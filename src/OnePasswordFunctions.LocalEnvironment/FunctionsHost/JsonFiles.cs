using System.Text.Encodings.Web;
using System.Text.Json;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>How the host reads and writes JSON.</summary>
internal static class JsonFiles
{
    /// <summary>People put comments and trailing commas into host.json and local.settings.json; the host accepts both.</summary>
    public static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The host escapes only what JSON requires: a time's <c>+</c> stays a <c>+</c>.</summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
