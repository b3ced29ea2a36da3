namespace OnePasswordFunctions.Functions.Http;

/// <summary>The forms in which an HTTP function can answer.</summary>
internal enum AnswerFormat
{
    /// <summary>One JSON document; the default.</summary>
    Json,

    /// <summary>One event per line, its bytes as they came.</summary>
    Ndjson,

    /// <summary>A Markdown document for people.</summary>
    Markdown,

    /// <summary>A page for a browser, without requests of its own.</summary>
    Html,

    /// <summary>Comma-separated values with a header line.</summary>
    Csv,
}
