using System.IO.Pipelines;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>
/// A page with a table as wide as the window. The summary is written last, since only then it is known, and shown first: the page's
/// boxes are ordered by its style.
/// </summary>
internal sealed class HtmlEventsWriter(PipeWriter output, EventsSummary summary) : TableEventsWriter(output, summary, isFlat: false)
{
    // The columns that stay in sight: when, and the first that says what.
    private string?[] _classes = [];

    public override void Begin(EventPage page, int count, bool isOnly)
    {
        string name = Summary.Request.Feed.DisplayName;
        Put(HtmlPage.Head($"{name} · get-events", $"{name}", $"from {Wording.Time(Summary.FromDate)}, at most {Wording.Number(Summary.Request.Limit)} events", "wide").ToString());
        base.Begin(page, count, isOnly);
    }

    public override void End()
    {
        Html end = $"""
            {(HasTable ? Html.Raw("</tbody></table></div>") : Html.None)}
            <div class="summary{(Summary.Partial is null ? "" : " warn")}">
            {Html.Each(Summary.Sentences(), static sentence => $"<p>{sentence}</p>\n")}</div>
            {HtmlPage.Foot}
            """;
        Put(end.ToString());
    }

    protected override void WriteHeader(IReadOnlyList<string> columns)
    {
        _classes = [.. columns.Select((column, index) =>
            column == EventColumns.Time ? "time" : index == 1 && columns[0] == EventColumns.Time && EventColumns.IsType(column) ? "type" : null)];
        Html header = $"""
            <div class="events"><table>
            <thead><tr>{Html.Each(columns.Index(), column => $"""<th scope="col" class="{_classes[column.Index]}">{column.Item}</th>""")}</tr></thead>
            <tbody>

            """;
        Put(header.ToString());
    }

    protected override void WriteRow(ReadOnlySpan<EventCell> cells)
    {
        Html row = $"<tr>{Html.Each(cells.ToArray().Index(), cell => HtmlCell.Write(cell.Item, _classes[cell.Index]))}</tr>\n";
        Put(row.ToString());
    }
}
