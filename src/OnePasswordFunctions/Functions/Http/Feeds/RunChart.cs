using System.Globalization;
using System.Text;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Functions.Http.Feeds;

/// <summary>Draws the recorded runs of a feed as bars, the newest to the right: height is events, colour is how the run ended.</summary>
internal static class RunChart
{
    private const int Height = 72;
    private const int Pitch = 10;
    private const double Least = 3;

    // A run that failed published nothing and must still be seen.
    private const double LeastFailed = 14;

    /// <summary>An SVG element and its axis.</summary>
    /// <param name="runs">The runs, newest first.</param>
    /// <param name="now">The time of the page.</param>
    public static string Draw(IReadOnlyList<RecordedRun> runs, DateTimeOffset now)
    {
        int slots = FeedStatusReader.RecentRuns, most = Math.Max(1, runs.Count == 0 ? 1 : runs.Max(run => run.Events));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {slots * Pitch} {Height}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"Events of the last {runs.Count} recorded runs\">");
        for (int index = 0; index < runs.Count && index < slots; index++)
        {
            RecordedRun run = runs[index];
            double height = Math.Max(Class(run) == "bad" ? LeastFailed : Least, (double)run.Events / most * (Height - 6));
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{Class(run)}\" x=\"{((slots - 1 - index) * Pitch) + 1}\" y=\"{Height - 1 - height:0.#}\" width=\"{Pitch - 2}\" height=\"{height:0.#}\" rx=\"1\">");
            svg.Append(CultureInfo.InvariantCulture, $"<title>{HtmlText.Encode($"{Wording.Time(run.StartedAt)}: {run.Outcome}, {Wording.Number(run.Events)} events in {Wording.Duration(run.Duration)}")}</title></rect>");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"base\" x1=\"0\" x2=\"{slots * Pitch}\" y1=\"{Height - 0.5}\" y2=\"{Height - 0.5}\"/></svg>");
        svg.Append(runs.Count == 0
            ? "<div class=\"axis\"><span>No recorded runs</span></div>"
            : $"<div class=\"axis\"><span>{runs.Count} runs since {HtmlText.Encode(Wording.Relative(runs[^1].StartedAt, now))}</span><span>top: {Wording.Number(most)} events</span></div>");
        return svg.ToString();
    }

    private static string Class(RecordedRun run) => run.Outcome switch
    {
        nameof(RunOutcome.Failed) => "bad",
        nameof(RunOutcome.Throttled) or nameof(RunOutcome.Superseded) => "warn",
        _ => "run",
    };
}
