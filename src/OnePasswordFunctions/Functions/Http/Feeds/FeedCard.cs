using System.Text;
using OnePasswordFunctions.Cursors;

namespace OnePasswordFunctions.Functions.Http.Feeds;

/// <summary>One feed on the status page: at a glance above, everything else folded away below.</summary>
internal sealed class FeedCard(FeedStatus feed, DateTimeOffset now)
{
    private const string None = "–";

    private readonly StringBuilder _html = new();

    public string Write()
    {
        string tone = Tone(feed.Health);
        _html.Append($"<section class=\"card\"><div class=\"top\"><h2>{HtmlText.Encode(feed.Feed.DisplayName)}</h2><span class=\"pill {tone}\">{feed.Health}</span></div>\n");
        _html.Append($"<p class=\"headline {tone}\">{HtmlText.Encode(feed.Headline).Replace("__", "__<wbr>", StringComparison.Ordinal)}</p>\n<dl class=\"facts\">");
        Fact("Behind by", feed.Lag is { } lag ? Wording.Duration(lag) : None, feed.State?.LastEventTime is { } last ? $"last event {Wording.Relative(last, now)}" : "no event yet");
        Fact("Events today", Wording.Number(feed.Today.Events), $"{Wording.Number(feed.State?.TotalEvents ?? 0)} in total");
        if (feed.FailingSince is { } since)
        {
            Fact("Failing since", Wording.Relative(since, now), feed.LastRun is { } failed ? $"last heard of {Wording.Relative(failed.EndedAt, now)}" : "");
        }
        else
        {
            Fact("Last run", feed.LastRun is { } run ? Wording.Relative(run.EndedAt, now) : None, feed.LastRun?.Outcome ?? "none yet");
        }

        Fact("Next firing", feed.NextFiring is { } next ? Wording.Relative(next, now) : None, feed.Schedule.Text);
        _html.Append("</dl>\n").Append(RunChart.Draw(feed.Runs, now)).Append('\n');
        WriteDetails();
        return _html.Append("</section>\n").ToString();
    }

    /// <summary>The style's word for a health.</summary>
    public static string Tone(FeedHealth health) => health switch
    {
        FeedHealth.Healthy => "ok",
        FeedHealth.Lagging or FeedHealth.Warning => "warn",
        FeedHealth.Broken or FeedHealth.Unknown => "bad",
        _ => "",
    };

    private void WriteDetails()
    {
        RecordedRun? run = feed.LastRun?.Run;
        FeedState? state = feed.State;
        _html.Append("<details><summary>Details</summary><dl class=\"list\">");
        Line("Last run ended", feed.LastRun is { } last ? $"{Wording.Time(last.EndedAt)}, {last.Outcome}" : null);
        Line("It took", run is null ? null : $"{Wording.Duration(run.Duration)} for {Wording.Number(run.Events)} events");
        Line("Last success", state?.LastSuccessTime is { } success ? Wording.Time(success) : null);
        Line("Last event", state?.LastEventTime is { } time ? Wording.Time(time) : null);
        Line("Lateness", feed.Runs.FirstOrDefault(recent => recent.OldestLateness is not null)?.OldestLateness is { } late ? $"up to {Wording.Duration(late)} between an event and its first sight" : null);
        Line("Position", state is null ? null : PositionView.Describe(state.Position));
        Line("Stream", state?.StreamId is { } stream ? $"{stream}, numbered up to {Wording.Number(state.LastSequence)}" : null);
        Line("Published today", $"{Wording.Number(feed.Today.Events)} events in {Wording.Number(feed.Today.Batches)} batches");
        Line("Published in total", $"{Wording.Number(state?.TotalEvents ?? 0)} events in {Wording.Number(state?.TotalBatches ?? 0)} batches");
        Line("Dead letters", Wording.Number(state?.TotalDeadLetters ?? 0));
        Line("In these runs", $"{Wording.Number(feed.Runs.Sum(recent => recent.Retries))} retries, {Wording.Number(feed.Runs.Sum(recent => recent.Throttles))} throttles");
        Line("Next firing", feed.NextFiring is { } next ? Wording.Time(next) : null);
        _html.Append("</dl></details>");
    }

    private void Fact(string name, string value, string remark) =>
        _html.Append($"<div><dt>{name}</dt><dd>{HtmlText.Encode(value)}<small>{HtmlText.Encode(remark)}</small></dd></div>");

    private void Line(string name, string? value) => _html.Append($"<dt>{name}</dt><dd>{HtmlText.Encode(value ?? None)}</dd>");
}
