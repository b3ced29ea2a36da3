using System.Text;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion.Model;

/// <summary>
/// The reference: what may have been delivered, and what must have been. It knows the order of arrival, which events the hub
/// has, and how often each may come again: once for every incident in which it was accepted and nobody could know.
/// </summary>
internal sealed partial class DeliveryModel(IReadOnlyList<FakeEvent> arrived, IReadOnlyDictionary<string, DeadLetter> deadLetters)
{
    private readonly Dictionary<string, int> _accepted = [];
    private readonly Dictionary<string, int> _mayRepeat = [];
    private int _furthest = -1;

    public long Repeats => _accepted.Sum(pair => Math.Max(0, pair.Value - Served(pair.Key)));

    public long MostRepeats => _accepted.Select(pair => pair.Value - Served(pair.Key)).DefaultIfEmpty().Max();

    /// <summary>The hub took an event, the first time in order of arrival.</summary>
    public void Accept(string id)
    {
        int times = _accepted[id] = _accepted.GetValueOrDefault(id) + 1;
        int place = arrived.Select((item, index) => (item, index)).First(pair => pair.item.Id == id).index;
        Require(times > 1 || place > _furthest, $"{id} was delivered for the first time after a later event");
        _furthest = Math.Max(_furthest, place);
    }

    /// <summary>Between runs, when every incident is known: each repeat needs one that explains it.</summary>
    public void CheckRepeats()
    {
        foreach ((string id, int times) in _accepted)
        {
            int numbers = _numbers.TryGetValue(id, out HashSet<long>? own) ? own.Count : 0;
            Require(numbers <= Served(id) + _mayRenumber.GetValueOrDefault(id), $"{id} has {numbers} numbers");
            Require(times <= Served(id) + _mayRepeat.GetValueOrDefault(id), $"{id} was delivered {times} times without an incident that explains it");
        }
    }

    /// <summary>An incident after which these events may come once more.</summary>
    public void AllowRepeat(IEnumerable<string> ids)
    {
        foreach (string id in ids)
        {
            _mayRepeat[id] = _mayRepeat.GetValueOrDefault(id) + 1;
        }
    }

    /// <summary>A rejected cursor goes back in time: what the row does not remember may come once more, and with another number.</summary>
    public void AllowRecovery(FeedState state)
    {
        List<string> forgotten = [.. arrived
            .Where(item => item.Timestamp >= state.Position.StartTime && !state.RecentEvents.Contains(EventIdentity.Hash(Encoding.ASCII.GetBytes(item.Id))))
            .Select(item => item.Id).Distinct()];
        AllowRepeat(forgotten);
        _recoveries++;
        forgotten.ForEach(id => _mayRenumber[id] = _mayRenumber.GetValueOrDefault(id) + 1);
    }

    /// <summary>A position was stored: everything before it must be in the hub or among the dead letters.</summary>
    public void CheckPosition(FeedPosition position, string what)
    {
        (DateTimeOffset start, _, int next) = position.Cursor is { } cursor
            ? FakeEventsApi.Understand(cursor) : (position.StartTime!.Value, position.PageSize, 0);
        IEnumerable<FakeEvent> passed = arrived.Take(next)
            .Concat(arrived.Skip(next).Where(item => item.Timestamp >= start).Take(position.PublishedInPage));
        foreach (FakeEvent item in passed)
        {
            Require(_accepted.ContainsKey(item.Id) || deadLetters.ContainsKey(item.Id), $"{what}: the position is behind {item.Id}, which the hub does not have");
        }
    }

    public static void Require(bool condition, string violation)
    {
        if (!condition)
        {
            throw new ModelViolationException(violation);
        }
    }

    private int Served(string id) => arrived.Count(item => item.Id == id);
}
