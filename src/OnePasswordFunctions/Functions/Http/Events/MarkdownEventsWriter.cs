using System.IO.Pipelines;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>A Markdown table, as chat tools and notebooks show it.</summary>
internal sealed class MarkdownEventsWriter(PipeWriter output, EventsSummary summary) : TableEventsWriter(output, summary, isFlat: false)
{
    public override void Begin(EventPage page, int count, bool isOnly)
    {
        Put($"### {Summary.Request.Feed.DisplayName} from {Wording.Time(Summary.FromDate)}\n\n");
        base.Begin(page, count, isOnly);
    }

    public override void End() => Put((HasTable ? "\n" : "") + string.Join("\n\n", Summary.Sentences().Select(Markdown.Escape)) + "\n");

    protected override void WriteHeader(IReadOnlyList<string> columns) => Put(Markdown.Header(columns));

    protected override void WriteRow(ReadOnlySpan<EventCell> cells) => Put(Markdown.Row(cells.ToArray().Select(cell => cell.Text)));
}
