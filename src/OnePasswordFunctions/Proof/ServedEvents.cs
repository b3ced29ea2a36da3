using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Proof;

/// <summary>
/// The events of a period that the API served, and what has been found out about each. First they are added, then the list is sealed
/// and can be searched.
/// </summary>
/// <param name="from">The beginning of the period.</param>
internal sealed class ServedEvents(DateTimeOffset from)
{
    /// <summary>The most events of one proof: 24 MB, and about as many as the API's limits let through in the time of a request.</summary>
    public const int Most = 1_000_000;

    private const int Growth = 8;
    private const long TicksOfTenth = TimeSpan.TicksPerSecond / 10;

    private ServedEvent[] _events = new ServedEvent[4096];

    /// <summary>How many there are; an event that was served twice counts once after <see cref="Seal"/>.</summary>
    public int Count { get; private set; }

    /// <summary>The events; sorted by id once the list is sealed.</summary>
    public Span<ServedEvent> All => _events.AsSpan(0, Count);

    /// <summary>Adds an event of a page; at most <see cref="Most"/> of them.</summary>
    public void Add(EventPage page, int index)
    {
        if (Count == _events.Length)
        {
            // In large steps: room that is not touched costs no memory, and each array that is left behind costs all of its own.
            Array.Resize(ref _events, Math.Min(Count * Growth, Most));
        }

        _events[Count++] = new ServedEvent
        {
            IdHash = page.GetIdHash(index),
            BodyHash = BodyHash.Of(page.GetEvent(index)),
            Tenths = page.TryGetTime(index, out DateTimeOffset time) ? (uint)Math.Min(uint.MaxValue, ((time - from).Ticks / TicksOfTenth) + 1) : 0,
        };
    }

    /// <summary>Forgets the events that were added last.</summary>
    public void Truncate(int count) => Count = count;

    /// <summary>Makes the list searchable, and drops what was served twice.</summary>
    public void Seal()
    {
        All.Sort(static (one, other) => one.IdHash.CompareTo(other.IdHash));
        int kept = 0;
        for (int index = 0; index < Count; index++)
        {
            if (kept == 0 || _events[index].IdHash != _events[kept - 1].IdHash)
            {
                _events[kept++] = _events[index];
            }
        }

        Count = kept;
    }

    /// <summary>Where the event with this id stands in <see cref="All"/>; below 0 when it was not served.</summary>
    public int Find(ulong idHash) => All.BinarySearch(new Sought(idHash));

    /// <summary>The event's time to a tenth of a second; null when it has none.</summary>
    public DateTimeOffset? TimeOf(in ServedEvent served) => served.Tenths == 0 ? null : from.AddTicks((served.Tenths - 1) * TicksOfTenth);

    /// <summary>How many events nothing is known of.</summary>
    public int CountUnknown()
    {
        int count = 0;
        foreach (ref readonly ServedEvent served in All)
        {
            count += served.Sighting == Sighting.None ? 1 : 0;
        }

        return count;
    }

    /// <summary>Says of every event that nothing is known of, and that <paramref name="applies"/> to, what it is.</summary>
    public void Settle(Sighting sighting, Func<DateTimeOffset?, bool> applies)
    {
        foreach (ref ServedEvent served in All)
        {
            if (served.Sighting == Sighting.None && applies(TimeOf(served)))
            {
                served.Sighting = sighting;
            }
        }
    }

    /// <summary>The narrowest period that holds every event that nothing is known of; the whole one when any of them has no time.</summary>
    public (DateTimeOffset From, DateTimeOffset To) SpanOfUnknown(DateTimeOffset first, DateTimeOffset last)
    {
        (uint low, uint high) = (uint.MaxValue, 0);
        foreach (ref readonly ServedEvent served in All)
        {
            if (served.Sighting == Sighting.None)
            {
                (low, high) = (Math.Min(low, served.Tenths), Math.Max(high, served.Tenths));
            }
        }

        DateTimeOffset end = from.AddTicks(high * TicksOfTenth);
        return low == 0 ? (first, last) : (from.AddTicks((low - 1) * TicksOfTenth), end < last ? end : last);
    }

    private readonly record struct Sought(ulong IdHash) : IComparable<ServedEvent>
    {
        public int CompareTo(ServedEvent other) => IdHash.CompareTo(other.IdHash);
    }
}
