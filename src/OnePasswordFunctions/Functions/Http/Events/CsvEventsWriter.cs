using System.IO.Pipelines;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>
/// Comma-separated values after RFC 4180, one column for each value at any depth. A text that a spreadsheet would run as a formula
/// gets an apostrophe in front. Lines that begin with '#' after the events tell what the events can not.
/// </summary>
internal sealed class CsvEventsWriter(PipeWriter output, EventsRequest request) : TableEventsWriter(output, request)
{
    private const string Quoted = ",\"\r\n";

    /// <summary>The text as a cell of a CSV file.</summary>
    public static string Encode(EventCell cell)
    {
        string text = cell.Text ?? "";
        if (!cell.IsNumber && text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n')
        {
            text = "'" + text;
        }

        return text.AsSpan().ContainsAny(Quoted) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    public override void End(EventsSummary summary)
    {
        if (summary.Partial is null && !Request.ShouldPushEvents)
        {
            return;
        }

        foreach (string sentence in Sentences(summary, Request.ShouldPushEvents))
        {
            Put(Encode(new EventCell("", "# " + sentence.ReplaceLineEndings(" "), false)));
            Put("\r\n"u8);
        }
    }

    protected override List<EventCell> Read(ReadOnlySpan<byte> json) => EventCells.ReadLeaves(json);

    protected override void WriteHeader(IReadOnlyList<string> columns) =>
        Put(string.Join(',', columns.Select(column => Encode(new EventCell(column, column, false)))) + "\r\n");

    protected override void WriteRow(ReadOnlySpan<EventCell> cells)
    {
        for (int index = 0; index < cells.Length; index++)
        {
            Put(index == 0 ? "" : ",");
            Put(Encode(cells[index]));
        }

        Put("\r\n"u8);
    }
}
