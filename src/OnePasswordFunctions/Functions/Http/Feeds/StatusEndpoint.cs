using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Functions.Http.Feeds;

/// <summary><c>status</c>: how each feed is doing and which settings are in force, as JSON, as Markdown or as a page.</summary>
internal sealed class StatusEndpoint(FeedStatusReader reader, IngestionOptions options, IConfiguration configuration, SecretRedactor redactor, TimeProvider time)
{
    public async Task AnswerAsync(HttpContext context)
    {
        RequestArguments arguments = RequestArguments.FromQuery(context.Request, AnswerFormats.Argument);
        AnswerFormat format = ReportAnswer.ChooseFormat(arguments, context.Request);
        if (arguments.Problems.Count > 0)
        {
            await ProblemAnswer.WriteAsync(context, arguments.Problems);
            return;
        }

        IReadOnlyList<FeedStatus> feeds = await reader.ReadAsync(context.RequestAborted);
        await WriteAsync(context, format, new StatusReport(time.GetUtcNow(), feeds, SettingView.ReadAll(configuration, redactor), options.Token?.ExpiresAt, []));
    }

    /// <summary>The answer while the settings have problems, in the form that the request asks for.</summary>
    public static Task AnswerBadSettingsAsync(HttpContext context, IReadOnlyList<string> problems, DateTimeOffset now) => WriteAsync(
        context,
        ReportAnswer.ChooseFormat(RequestArguments.FromQuery(context.Request, AnswerFormats.Argument), context.Request),
        new StatusReport(now, [], [], null, problems));

    private static Task WriteAsync(HttpContext context, AnswerFormat format, StatusReport report)
    {
        int status = report.IsKnown ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return new ReportAnswer(writer => StatusJson.Write(writer, report), () => StatusMarkdown.Write(report), () => StatusPage.Write(report)).WriteAsync(context, status, format);
    }
}
