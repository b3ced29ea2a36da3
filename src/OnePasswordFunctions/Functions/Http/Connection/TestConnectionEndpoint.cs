using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Diagnostics.Connection;

namespace OnePasswordFunctions.Functions.Http.Connection;

/// <summary><c>test-connection</c>: runs the connection test and answers 200 when all is well, 503 otherwise.</summary>
internal sealed class TestConnectionEndpoint(ConnectionTest test, SecretRedactor redactor)
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

        ConnectionReport report = await test.RunAsync(context.RequestAborted);
        await WriteAsync(context, format, Redact(report));
    }

    /// <summary>The answer while the settings have problems.</summary>
    public static Task AnswerBadSettingsAsync(HttpContext context, IReadOnlyList<string> problems, DateTimeOffset now) => WriteAsync(
        context,
        ReportAnswer.ChooseFormat(RequestArguments.FromQuery(context.Request, AnswerFormats.Argument), context.Request),
        ConnectionReport.ForBadSettings(problems, now));

    private static Task WriteAsync(HttpContext context, AnswerFormat format, ConnectionReport report) =>
        ConnectionForms.Of(report).WriteAsync(context, report.IsOk ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, format);

    /// <summary>No finding is meant to hold a secret; this is for what another side might echo.</summary>
    private ConnectionReport Redact(ConnectionReport report) => report with
    {
        Checks = [.. report.Checks.Select(check => check with
        {
            Finding = check.Finding with { Seen = redactor.Redact(check.Finding.Seen), Advice = check.Finding.Advice is { } advice ? redactor.Redact(advice) : null },
        })],
    };
}
