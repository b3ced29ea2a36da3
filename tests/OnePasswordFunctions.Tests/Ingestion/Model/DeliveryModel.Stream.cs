using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.Ingestion.Model;

/// <summary>
/// The reference for the numbers of the stream. Two different events never share a number, with one exception: a batch that the hub
/// took and no row knows of, followed by a rejected cursor, after which the feed may come by other events first.
/// </summary>
internal sealed partial class DeliveryModel
{
    private readonly Dictionary<long, HashSet<string>> _holders = [];
    private readonly Dictionary<long, string> _stored = [];
    private readonly Dictionary<string, HashSet<long>> _numbers = [];
    private readonly Dictionary<string, int> _mayRenumber = [];
    private int _recoveries;
    private string? _stream;

    /// <summary>Numbers that two different events carry.</summary>
    public int Clashes => _holders.Count(pair => pair.Value.Count > 1);

    /// <summary>A batch arrives: its stream is the only one, and the table knows it already.</summary>
    public void CheckStream(StreamPosition? stream, FeedState? row)
    {
        string? id = stream?.StreamId;
        Require(id is not null && id == (_stream ??= id), $"a batch of stream {id} came after stream {_stream}");
        Require(row?.StreamId == id, $"a batch of stream {id} was sent while the row's stream is {row?.StreamId}");
    }

    /// <summary>The hub took an event with a number.</summary>
    public void Number(string id, long number)
    {
        Require(number == 1 || _holders.ContainsKey(number - 1), $"{id} has number {number}, and nothing had the one before");
        if (!_holders.TryGetValue(number, out HashSet<string>? holders))
        {
            _holders[number] = holders = [];
        }

        holders.Add(id);
        Require(holders.Count == 1 || _recoveries > 0, $"number {number} is of {string.Join(" and ", holders)}");
        (_numbers.TryGetValue(id, out HashSet<long>? numbers) ? numbers : _numbers[id] = []).Add(number);
    }

    /// <summary>
    /// A row was stored, and with it the numbers of a batch, or those that another process had sent and this one met in the hub; returns how many
    /// of the latter.
    /// </summary>
    public int Store(IReadOnlyCollection<(string Id, long Number)> batch, FeedState state, bool mayBeMet)
    {
        foreach ((string id, long number) in batch)
        {
            Require(_stored.TryAdd(number, id), $"number {number} was stored twice");
        }

        int met = 0;
        for (long number = _stored.Count + 1; mayBeMet && batch.Count == 0 && number <= state.LastSequence; number++, met++)
        {
            Require(_holders.ContainsKey(number), $"number {number} was stored and nothing has it");
            _stored.Add(number, _holders[number].First());
        }

        Require(state.LastSequence == _stored.Count, $"the row counts to {state.LastSequence} after {_stored.Count} numbers");
        Require(_stream is null || state.StreamId == _stream, $"the row's stream went from {_stream} to {state.StreamId}");
        return met;
    }

    /// <summary>Everything was delivered: the hub has each number, and each dead letter counts once.</summary>
    public void CheckEnd(FeedState row)
    {
        Require(row.LastSequence == _holders.Keys.DefaultIfEmpty().Max() || _recoveries > 0, $"the row counts to {row.LastSequence}, the hub to {_holders.Keys.DefaultIfEmpty().Max()}");
        Require(row.TotalDeadLetters == deadLetters.Count, $"the row counts {row.TotalDeadLetters} dead letters of {deadLetters.Count}");
        for (long number = 1; number <= row.LastSequence; number++)
        {
            Require(_holders.ContainsKey(number) && _stored.ContainsKey(number), $"number {number} is missing");
        }
    }
}
