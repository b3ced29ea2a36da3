using OnePasswordFunctions.Functions.Http;

namespace OnePasswordFunctions.Functions;

/// <summary>
/// What the app says while settings are bad. The process stays up, because a worker that keeps exiting takes the Functions host
/// down with it and says nothing.
/// </summary>
internal static class BadSettings
{
    /// <summary>The whole list in one text, for a run's record.</summary>
    public static string Describe(IReadOnlyList<string> problems) =>
        $"{problems.Count} settings have problems; nothing is fetched until they are mended and the app is restarted. {string.Join(' ', problems)}";

    /// <summary>The answer of a function that has no form of its own for it: 500 with the whole list.</summary>
    public static Task AnswerAsync(HttpContext context, IReadOnlyList<string> problems) =>
        JsonAnswer.WriteAsync(context, StatusCodes.Status500InternalServerError, "application/json; charset=utf-8", writer =>
        {
            writer.WriteString("error"u8, "The settings have problems; mend them and restart the app. Nothing was read and nothing is lost."u8);
            writer.WriteStartArray("problems"u8);
            foreach (string problem in problems)
            {
                writer.WriteStringValue(problem);
            }

            writer.WriteEndArray();
        });
}
