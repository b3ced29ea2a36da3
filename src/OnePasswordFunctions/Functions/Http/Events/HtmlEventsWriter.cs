using System.IO.Pipelines;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>
/// A page with a table. The summary is written last, since only then it is known, and shown first: the page's boxes are ordered by
/// its style.
/// </summary>
internal sealed class HtmlEventsWriter(PipeWriter output, EventsRequest request) : TableEventsWriter(output, request)
{
    public override void Begin(EventPage page, int count, bool isOnly)
    {
        Put(HtmlPage.Head($"{Request.Feed.DisplayName} · get-events"));
        Put($"<header><h1>{HtmlText.Encode(Request.Feed.DisplayName)}</h1><p class=\"quiet\">from {Request.FromDate.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, at most {Request.Limit} events</p></header>\n");
        Put("<main class=\"events\"><div class=\"scroll\"><table>\n"u8);
        base.Begin(page, count, isOnly);
    }

    public override void End(EventsSummary summary)
    {
        Put("</table></div>\n"u8);
        Put(summary.Partial is null ? "<div class=\"summary\">" : "<div class=\"summary warn\">");
        foreach (string sentence in Sentences(summary, Request.ShouldPushEvents))
        {
            Put($"<p>{HtmlText.Encode(sentence)}</p>");
        }

        Put("</div></main>\n"u8);
        Put(HtmlPage.Foot);
    }

    protected override List<EventCell> Read(ReadOnlySpan<byte> json) => EventCells.ReadMembers(json);

    protected override void WriteHeader(IReadOnlyList<string> columns)
    {
        Put($"<thead><tr>{string.Concat(columns.Select(column => $"<th scope=\"col\">{HtmlText.Encode(column)}</th>"))}</tr></thead>\n");
        Put("<tbody>\n"u8);
    }

    protected override void WriteRow(ReadOnlySpan<EventCell> cells)
    {
        Put("<tr>"u8);
        foreach (EventCell cell in cells)
        {
            Put(cell.IsNumber ? "<td class=\"number\">" : "<td>");
            Put(HtmlText.Encode(cell.Text));
            Put("</td>"u8);
        }

        Put("</tr>\n"u8);
    }
}
