using System.IO.Pipelines;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>A Markdown table, as chat tools and notebooks show it.</summary>
internal sealed class MarkdownEventsWriter(PipeWriter output, EventsRequest request) : TableEventsWriter(output, request)
{
    public override void End(EventsSummary summary)
    {
        Put("\n"u8);
        foreach (string sentence in Sentences(summary, Request.ShouldPushEvents))
        {
            Put(MarkdownText.Escape(sentence));
            Put("\n\n"u8);
        }
    }

    public override void Begin(EventsApi.EventPage page, int count, bool isOnly)
    {
        Put($"### {Request.Feed.DisplayName} from {Request.FromDate.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC\n\n");
        base.Begin(page, count, isOnly);
    }

    protected override List<EventCell> Read(ReadOnlySpan<byte> json) => EventCells.ReadMembers(json);

    protected override void WriteHeader(IReadOnlyList<string> columns)
    {
        Put($"| {string.Join(" | ", columns.Select(MarkdownText.Escape))} |\n");
        Put($"|{string.Concat(columns.Select(_ => " --- |"))}\n");
    }

    protected override void WriteRow(ReadOnlySpan<EventCell> cells)
    {
        Put("|"u8);
        foreach (EventCell cell in cells)
        {
            Put(" "u8);
            Put(MarkdownText.Escape(cell.Text ?? ""));
            Put(" |"u8);
        }

        Put("\n"u8);
    }
}
