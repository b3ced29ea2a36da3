namespace OnePasswordFunctions.Proof;

/// <summary>The numbers of one stream that were met in the hub, each with 32 bits of its event's id. In bounded room, whatever the messages claim.</summary>
/// <param name="settledFrom">Numbers that came before may stand between others that are gone or were not read.</param>
/// <param name="settledTo">Numbers that came after may stand between others that were on their way while the end was looked up.</param>
internal sealed class StreamNumbers(DateTimeOffset settledFrom, DateTimeOffset settledTo)
{
    private const int Named = 20;
    private const int Size = 4096;
    private const int MostChunks = 2048;

    private readonly SortedDictionary<long, uint[]> _chunks = [];
    private readonly List<long> _conflicting = [];
    private long _conflicts;
    private long _first = long.MaxValue;
    private long _last = -1;
    private bool _isIncomplete;

    /// <summary>Takes a message into account.</summary>
    public void Add(long number, ulong idHash, DateTimeOffset enqueuedAt)
    {
        if (!_chunks.TryGetValue(number / Size, out uint[]? chunk))
        {
            if (_chunks.Count == MostChunks)
            {
                _isIncomplete = true;
                return;
            }

            _chunks[number / Size] = chunk = new uint[Size];
        }

        _first = enqueuedAt >= settledFrom ? Math.Min(_first, number) : _first;
        _last = enqueuedAt <= settledTo ? Math.Max(_last, number) : _last;
        Note(ref chunk[number % Size], (uint)(idHash >> 32) | 1, number);
    }

    /// <summary>What the numbers say; null when none is between what is settled.</summary>
    /// <param name="stream">The stream's id.</param>
    /// <param name="known">The last number that the feed's row counts, if it is this stream's; everything up to it must be there.</param>
    public StreamFinding? Conclude(string stream, long? known)
    {
        long last = known ?? _last;
        if (_first > last)
        {
            return null;
        }

        var missing = new List<NumberRange>();
        long count = 0, next = _first;
        foreach (long number in Present(_first, last).Append(last + 1))
        {
            if (number > next)
            {
                count += number - next;
                if (missing.Count < Named)
                {
                    missing.Add(new NumberRange(next, number - 1));
                }
            }

            next = number + 1;
        }

        return new StreamFinding(stream, known is not null, _first, last, count, missing, _conflicts, _conflicting) { IsIncomplete = _isIncomplete };
    }

    private void Note(ref uint place, uint mark, long number)
    {
        if (place != 0 && place != mark)
        {
            _conflicts++;
            if (_conflicting.Count < Named)
            {
                _conflicting.Add(number);
            }
        }

        place = mark;
    }

    private IEnumerable<long> Present(long first, long last)
    {
        foreach ((long key, uint[] chunk) in _chunks)
        {
            for (int index = 0; index < Size; index++)
            {
                long number = (key * Size) + index;
                if (chunk[index] != 0 && number >= first && number <= last)
                {
                    yield return number;
                }
            }
        }
    }
}
