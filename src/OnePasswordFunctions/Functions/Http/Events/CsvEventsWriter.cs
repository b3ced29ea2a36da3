using System.IO.Pipelines;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>
/// Comma-separated values after RFC 4180, one column for each value at any depth, behind the mark by which Excel knows UTF-8. Lines
/// that begin with '#' after the events tell what the events can not.
/// </summary>
internal sealed class CsvEventsWriter(PipeWriter output, EventsSummary summary) : TableEventsWriter(output, summary, isFlat: true)
{
    public override void Begin(EventPage page, int count, bool isOnly)
    {
        Put("\uFEFF");
        base.Begin(page, count, isOnly);
    }

    public override void End()
    {
        foreach (string sentence in Summary.HasNews ? Summary.Sentences() : [])
        {
            Put(CsvText.Encode("# " + sentence.ReplaceLineEndings(" ")) + "\r\n");
        }
    }

    protected override void WriteHeader(IReadOnlyList<string> columns) => Put(string.Join(',', columns.Select(CsvText.Encode)) + "\r\n");

    protected override void WriteRow(ReadOnlySpan<EventCell> cells)
    {
        for (int index = 0; index < cells.Length; index++)
        {
            Put(index == 0 ? "" : ",");

            // Where another character separates, a negative number at the beginning of a line goes on with the next cell's text.
            bool isPlain = cells[index].IsNumber && (index > 0 || cells[index].Text[0] != '-');
            Put(isPlain ? cells[index].Text : CsvText.Encode(cells[index].Text));
        }

        Put("\r\n"u8);
    }
}
