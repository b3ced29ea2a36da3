using OnePasswordFunctions.Cursors;

namespace OnePasswordFunctions.Ingestion;

/// <summary>Passes, in one run, the events that an earlier run published and did not come to store. It asks before the first batch and only if there is cause.</summary>
/// <param name="run">The run.</param>
/// <param name="row">The feed's row.</param>
/// <param name="readBack">Null when the settings do not want it.</param>
internal sealed class DeliveredEvents(RunScope run, FeedRow row, ReadBack? readBack)
{
    private readonly string? _foundETag = row.State.ETag;
    private readonly bool _hasHistory = row.FoundRunTime is not null && row.State.StreamId is not null;
    private Dictionary<ulong, Queue<long>>? _delivered;

    /// <summary>Passes the page's next events as far as the hub has them, and counts them as published with the numbers that they have there.</summary>
    /// <returns>
    /// The feed's state behind them, which must be stored before anything else is published: else a table that takes no writes would let
    /// every run get one batch further ahead of the row. Null when the hub has none of them.
    /// </returns>
    /// <exception cref="OperationCanceledException">The run is over.</exception>
    public async ValueTask<FeedState?> PassAsync(PageInHand page, StreamPosition stream)
    {
        _delivered ??= readBack is not null && _hasHistory && readBack.IsNeeded(run.Feed, _foundETag)
            ? await readBack.FindAsync(run, stream, row.FoundRunTime!.Value)
            : [];
        int count = 0;
        long last = stream.LastSequence;
        while (!page.IsDone && _delivered.TryGetValue(page.Page.GetIdHash(page.Next), out Queue<long>? numbers) && numbers.TryDequeue(out long number))
        {
            row.State.RecentEvents.Add(page.Page.GetIdHash(page.Next), row.State.Recovering);
            last = Math.Max(last, number);
            page.Pass(1);
            count++;
        }

        if (count == 0)
        {
            return null;
        }

        run.Tally.RepeatsAvoided += count;
        return row.State with { Position = page.Position, LastSequence = last, TotalEvents = row.State.TotalEvents + count };
    }
}
