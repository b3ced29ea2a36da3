using System.Text.Json;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Diagnostics.Connection;

namespace OnePasswordFunctions.Functions.Http.Connection;

/// <summary>The connection test in its forms.</summary>
internal static class ConnectionForms
{
    public static ReportAnswer Of(ConnectionReport report) => new(writer => WriteJson(writer, report), () => WriteMarkdown(report), () => WritePage(report));

    private static void WriteJson(Utf8JsonWriter writer, ConnectionReport report)
    {
        writer.WriteString("status"u8, report.IsOk ? "ok"u8 : "failed"u8);
        writer.WriteString("summary"u8, report.Summary);
        JsonAnswer.WriteTime(writer, "time", report.StartedAt);
        writer.WriteNumber("duration_ms"u8, (long)report.Duration.TotalMilliseconds);
        writer.WriteString("version"u8, BuildVersion.Text);
        JsonAnswer.WriteArray(writer, "checks", report.Checks, static (writer, check) =>
        {
            writer.WriteString("name"u8, check.Name);
            writer.WriteString("outcome"u8, Word(check));
            writer.WriteString("seen"u8, check.Finding.Seen);
            writer.WriteString("advice"u8, check.Finding.Advice);
            writer.WriteNumber("duration_ms"u8, (long)check.Duration.TotalMilliseconds);
        });
    }

    private static string WriteMarkdown(ConnectionReport report) =>
        $"""
        ### Connection test: {(report.IsOk ? "ok" : "failed")}

        {report.Summary}, {Wording.Time(report.StartedAt)}, version {Markdown.Escape(BuildVersion.Text)}

        {Markdown.Table(["Check", "Outcome", "Seen", "What to do"], report.Checks.Select(check => new[] { check.Name, Word(check), check.Finding.Seen, check.Finding.Advice }))}
        """;

    private static Html WritePage(ConnectionReport report) => HtmlPage.Write(
        "Connection test · OnePasswordFunctions",
        $"Connection test: {(report.IsOk ? "all is well" : "something must be mended")}",
        $"{report.Summary}. {Wording.Time(report.StartedAt)}, took {Wording.Duration(report.Duration)}.",
        $"""
        <ul class="checks">
        {Html.Each(report.Checks, static check => $"""
            <li>
              <span class="pill {Tone(check)}">{Word(check)}</span>
              <span class="name">{check.Name}</span>
              <div class="seen{(check.Finding.Outcome == CheckOutcome.Skipped ? " quiet" : "")}">{check.Finding.Seen}{Advice(check.Finding.Advice)}</div>
            </li>

            """)}</ul>
        """);

    private static Html Advice(string? advice) => advice is null ? Html.None : $"""<div class="advice">{advice}</div>""";

    private static string Word(ConnectionCheck check) => check.Finding.Outcome.ToString().ToLowerInvariant();

    private static string Tone(ConnectionCheck check) => check.Finding.Outcome switch
    {
        CheckOutcome.Ok => "ok",
        CheckOutcome.Failed => "bad",
        _ => "",
    };
}
