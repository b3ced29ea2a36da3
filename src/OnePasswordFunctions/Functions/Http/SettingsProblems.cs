namespace OnePasswordFunctions.Functions.Http;

/// <summary>
/// What the app says while settings are bad. The process stays up, because a worker that keeps exiting takes the Functions host down
/// with it and says nothing.
/// </summary>
/// <param name="Error">What is the matter and what to do.</param>
/// <param name="Problems">Each setting that has one.</param>
internal sealed record SettingsProblems(string Error, IReadOnlyList<string> Problems)
{
    private const string Advice = "The settings have problems; mend them and restart the app. Nothing was read and nothing is lost.";

    /// <summary>The whole list in one text, for a run's record.</summary>
    public static string Describe(IReadOnlyList<string> problems) =>
        $"{problems.Count} settings have problems; nothing is fetched until they are mended and the app is restarted. {string.Join(' ', problems)}";

    /// <summary>The answer of a function that has no better one.</summary>
    public static Answer Answer(IReadOnlyList<string> problems) => new(
        StatusCodes.Status500InternalServerError, new SettingsProblems(Advice, problems), new Document("Settings with problems", Tone.Bad, $"{problems.Count}", Advice, [new Block.Sentences(problems)]));
}
