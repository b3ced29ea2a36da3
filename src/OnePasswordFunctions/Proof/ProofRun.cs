using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Proof;

/// <summary>
/// One proof from its beginning to its report. The order is what makes it sound: first what the API serves, then the feed's position, then
/// where the hub ends. So an event that was served and lies before the position must be found before that end.
/// </summary>
internal sealed class ProofRun(
    ProofRequest request, IEventsApi api, IHubReader hub, IEventPublisher publisher, ICursorStore cursors, RunBudget budget, RunRetries retries, TimeProvider time)
{
    /// <summary>How far the clocks of 1Password, of the hub's partitions and of this app may be apart.</summary>
    public static readonly TimeSpan ClockMargin = TimeSpan.FromMinutes(5);

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly DateTimeOffset _hubFrom = request.From - (2 * ClockMargin);
    private readonly ServedEvents _served = new(request.From);
    private readonly List<EventMention> _deadLetters = [];

    /// <param name="duration">The time of the whole proof; each part has its share.</param>
    /// <exception cref="IngestionException">A side failed before anything could be said.</exception>
    /// <exception cref="OperationCanceledException">The time ended before anything could be said.</exception>
    public async Task<ProofReport> ExecuteAsync(TimeSpan duration)
    {
        DateTimeOffset provenTo = await new PeriodReader(api, request.Feed, retries, budget).ReadAsync(request.From, request.To, _served, duration / 2);
        _served.Seal();
        FeedState? row = await TryAsync((cursors, request.Feed), static (state, token) => state.cursors.ReadAsync(state.Feed, token));
        IReadOnlyList<PartitionBounds> partitions = await TryAsync((hub, request.Feed), static (state, token) => state.hub.ReadBoundsAsync(state.Feed, true, token));
        DateTimeOffset? keptSince = partitions.Max(partition => partition.KeptSince);
        HubComparison comparison = Begin(provenTo, keptSince);
        bool isWhole = await ReadHubAsync(partitions, comparison, duration * 0.8);
        await MarkDeadLettersAsync();
        string? unsettled = await SettleAsync(isWhole, row, keptSince);
        var counts = ProofCounts.Of(_served);
        MissingEvents missing = await ReadMissingAsync(counts);
        return new ProofReport
        {
            Request = request,
            ProvenTo = provenTo,
            StartedAt = _startedAt,
            Duration = budget.Elapsed,
            Counts = counts,
            Messages = comparison.Messages,
            Surplus = comparison.Surplus,
            Strangers = comparison.Strangers,
            Missing = missing.Named,
            Altered = comparison.Altered,
            DeadLetters = _deadLetters,
            Streams = isWhole ? comparison.ConcludeStreams(row?.StreamId, row?.LastSequence ?? 0) : [],
            Lateness = comparison.Lateness,
            KeptSince = keptSince > _hubFrom ? keptSince : null,
            Repaired = missing.Repaired,
            NotPublishable = missing.NotPublishable,
            Partial = Explain(provenTo, unsettled, missing.Partial),
        };
    }

    private HubComparison Begin(DateTimeOffset provenTo, DateTimeOffset? keptSince)
    {
        DateTimeOffset begin = keptSince is { } kept && kept > _hubFrom ? kept : _hubFrom;
        return new HubComparison(request.Feed, _served, at => at >= request.From && at < provenTo, begin + ClockMargin, time.GetUtcNow() - ClockMargin);
    }

    /// <summary>Whether the hub was read to its end; the last part of the time is left for what follows.</summary>
    private async Task<bool> ReadHubAsync(IReadOnlyList<PartitionBounds> partitions, HubComparison comparison, TimeSpan until)
    {
        TimeSpan left = until - budget.Elapsed;
        using var timeUp = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, budget.Reading.Token);
        return await new HubPass(hub, request.Feed, retries).ReadAsync(partitions, _hubFrom, comparison.Take, either.Token);
    }

    private async Task MarkDeadLettersAsync()
    {
        foreach (DeadLetter letter in await TryAsync((cursors, request.Feed), static (state, token) => state.cursors.ReadDeadLettersAsync(state.Feed, token)))
        {
            if (_served.Find(EventIdentity.Hash(letter.EventId)) is >= 0 and var index && _served.All[index].Sighting == Sighting.None)
            {
                _served.All[index].Sighting = Sighting.DeadLetter;
                if (_deadLetters.Count < EventMention.Most)
                {
                    _deadLetters.Add(new EventMention(letter.EventId, letter.EventTime));
                }
            }
        }
    }

    /// <summary>Says of the events that were not found why they may not be missing; returns what could not be found out.</summary>
    private async Task<string?> SettleAsync(bool isWhole, FeedState? row, DateTimeOffset? keptSince)
    {
        if (!isWhole)
        {
            _served.Settle(Sighting.NotCovered, static _ => true);
            return "the hub could not be read to its end in the time. Ask for a later from_date: the hub is read from there to its end.";
        }

        string? unsettled = null;
        if (row is not null && _served.CountUnknown() > 0 && !await new WaitingEvents(Walk(), _served, budget).TryMarkAsync(row.Position))
        {
            _served.Settle(Sighting.NotCovered, static _ => true);
            unsettled = "what the feed has still to read could not be told from what is missing. Ask again once the feed has caught up.";
        }

        if (keptSince is { } kept)
        {
            _served.Settle(Sighting.NotCovered, at => at is null || at < kept + ClockMargin);
        }

        return unsettled;
    }

    private async Task<MissingEvents> ReadMissingAsync(ProofCounts counts)
    {
        var missing = new MissingEvents(Walk(), _served, publisher, request.Feed, retries, budget);
        if (counts.Missing > 0)
        {
            (DateTimeOffset from, DateTimeOffset to) = _served.SpanOfUnknown(request.From, request.To);
            await missing.ReadAsync(from, to, request.ShouldRepair);
        }

        return missing;
    }

    private string? Explain(DateTimeOffset provenTo, string? unsettled, string? missing)
    {
        string[] parts =
        [
            .. provenTo < request.To ? ["only a part of the period fits into one request; ask again from continue_from on."] : Array.Empty<string>(),
            .. unsettled is null ? Array.Empty<string>() : [unsettled],
            .. missing is null ? Array.Empty<string>() : [$"not every missing event was {(request.ShouldRepair ? "published" : "named")}: {missing}"],
        ];
        return parts.Length == 0 ? null : string.Join(' ', parts);
    }

    private PageWalk Walk() => new(api, request.Feed, retries, budget.Reading.Token);

    private Task<T> TryAsync<TState, T>(TState state, Func<TState, CancellationToken, Task<T>> attempt) => retries.RunAsync(state, attempt, budget.Reading.Token);
}
