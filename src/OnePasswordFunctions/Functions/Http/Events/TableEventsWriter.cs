using System.IO.Pipelines;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Functions.Http.Events;

/// <summary>
/// The forms that are tables. Their columns are those of the first page; when more pages follow, a last column takes what later
/// events have beyond them, because what is written can not be widened.
/// </summary>
/// <param name="output">Where the answer goes.</param>
/// <param name="summary">How the call went.</param>
/// <param name="isFlat">
/// For programs: a column for each value at any depth, sorted. Otherwise for people: a column for each member, the telling ones first.
/// </param>
internal abstract class TableEventsWriter(PipeWriter output, EventsSummary summary, bool isFlat) : EventsWriter(output, summary)
{
    private const string OtherColumn = "other";

    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
    private EventCell[] _row = [];
    private int _other = -1;

    /// <summary>Whether there is a table at all.</summary>
    protected bool HasTable => _row.Length > 0;

    public override void Begin(EventPage page, int count, bool isOnly)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        for (int index = 0; index < count; index++)
        {
            names.UnionWith(Read(page.GetEvent(index)).Select(cell => cell.Column));
        }

        List<string> header = [.. isFlat ? names : EventColumns.Sort(names)];
        foreach (string name in header)
        {
            _columns.Add(name, _columns.Count);
        }

        if (!isOnly)
        {
            _other = header.Count;
            header.Add(names.Contains(OtherColumn) ? OtherColumn + " columns" : OtherColumn);
        }

        _row = new EventCell[header.Count];
        if (HasTable)
        {
            WriteHeader(header);
        }
    }

    public override void Write(EventPage page, int index)
    {
        Array.Clear(_row);
        foreach (EventCell cell in Read(page.GetEvent(index)))
        {
            if (_columns.TryGetValue(cell.Column, out int column))
            {
                _row[column] = cell;
            }
            else if (_other >= 0)
            {
                string before = _row[_other].Text is { } text ? text + "\n" : "";
                _row[_other] = new EventCell(OtherColumn, $"{before}{cell.Column}: {cell.Text}", false);
            }
        }

        WriteRow(_row);
    }

    protected abstract void WriteHeader(IReadOnlyList<string> columns);

    /// <summary>Writes one event; a cell without a text is empty.</summary>
    protected abstract void WriteRow(ReadOnlySpan<EventCell> cells);

    private List<EventCell> Read(ReadOnlySpan<byte> json) => isFlat ? EventCells.ReadLeaves(json) : EventCells.ReadMembers(json);
}
