using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Functions.Http.Feeds;

/// <summary>Draws the recorded runs of a feed as bars, the newest to the right: height is events, colour is how the run ended.</summary>
internal static class RunChart
{
    private const int Slots = FeedStatusReader.RecentRuns;
    private const int Height = 72;
    private const int Pitch = 10;
    private const double Least = 3;

    // A run that failed published nothing and must still be seen.
    private const double LeastFailed = 14;

    /// <summary>An SVG element and its axis.</summary>
    /// <param name="runs">The runs, newest first.</param>
    /// <param name="now">The time of the page.</param>
    public static Html Draw(IReadOnlyList<RecentRun> runs, DateTimeOffset now)
    {
        int most = runs.Select(run => run.Events).Append(1).Max();
        return $"""
            <svg viewBox="0 0 {Slots * Pitch} {Height}" preserveAspectRatio="none" role="img" aria-label="Events of the last {runs.Count} recorded runs">
            {Html.Each(runs.Take(Slots).Index(), bar => Bar(bar.Item, (Slots - 1 - bar.Index) * Pitch, most))}<line class="base" x1="0" x2="{Slots * Pitch}" y1="{Height - 0.5}" y2="{Height - 0.5}"/>
            </svg>
            <div class="axis">{Axis(runs, now, most)}</div>
            """;
    }

    private static Html Bar(RecentRun run, int left, int most)
    {
        double height = Math.Max(Class(run) == "bad" ? LeastFailed : Least, (double)run.Events / most * (Height - 6));
        return $"""
            <rect class="{Class(run)}" x="{left + 1}" y="{Height - 1 - height:0.#}" width="{Pitch - 2}" height="{height:0.#}" rx="1"><title>{Wording.Time(run.StartedAt)}: {run.Outcome}, {Wording.Number(run.Events)} events in {Wording.Duration(TimeSpan.FromMilliseconds(run.DurationMs))}</title></rect>

            """;
    }

    private static Html Axis(IReadOnlyList<RecentRun> runs, DateTimeOffset now, int most) => runs.Count switch
    {
        0 => $"<span>No recorded runs</span>",
        _ => $"<span>{runs.Count} runs, the first {Wording.Relative(runs[^1].StartedAt, now)}</span><span>top: {Wording.Number(most)} events</span>",
    };

    private static string Class(RecentRun run) => run.Outcome switch
    {
        nameof(RunOutcome.Failed) => "bad",
        nameof(RunOutcome.Throttled) or nameof(RunOutcome.Superseded) => "warn",
        _ => "run",
    };
}
