using System.Diagnostics;
using System.Text;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Ingestion;

/// <summary>The part of a run that publishes a page and commits after each batch.</summary>
internal sealed partial class FeedRun
{
    /// <summary>Publishes the page from <paramref name="next"/> on. An outcome ends the run; null asks for the next page.</summary>
    private async Task<RunOutcome?> PublishAsync(EventPage page, int next)
    {
        DateTimeOffset seen = time.GetUtcNow();
        while (true)
        {
            next = SkipRecovered(page, next);
            if (next == page.Count)
            {
                return CompletePage(page);
            }

            HasMore = true;
            if (Room == 0)
            {
                return RunOutcome.MaximumReached;
            }

            if (budget.End is { } end)
            {
                return end;
            }

            int taken = await PublishBatchAsync(page, next, EndOfStretch(page, next), seen);
            next += taken;
            if (!await CommitAsync(Conclude(_state with { Position = PositionAfter(page, next) }, Ending(page, next), null)))
            {
                return RunOutcome.Superseded;
            }
        }
    }

    /// <summary>Publishes one batch, or gives up one event that fits none; returns by how many events the position moves.</summary>
    private async Task<int> PublishBatchAsync(EventPage page, int first, int end, DateTimeOffset seen)
    {
        PublishResult result = await PublishOnceAcceptedAsync(page, first, end);
        if (result.Refusal is { } reason)
        {
            await RecordDeadLetterAsync(page, first, reason);
            return 1;
        }

        Count(page, first, first + result.Accepted, seen);
        return result.Accepted;
    }

    private async Task<PublishResult> PublishOnceAcceptedAsync(EventPage page, int first, int end)
    {
        using Activity? span = IngesterActivities.Start("batch", ActivityKind.Producer, _feed);
        long start = time.GetTimestamp();
        try
        {
            PublishResult result = await retries.RunAsync(
                (publisher, _feed, page, first, end),
                static (state, token) => state.publisher.PublishAsync(new PublishRequest(state._feed, IngestMode.Timer, state.page, state.first, state.end), token),
                budget.Writing);
            span?.SetTag("events", result.Accepted).SetTag("bytes", result.Bytes);
            return result;
        }
        catch (IngestionException failure)
        {
            IngesterActivities.Fail(span, failure);
            throw;
        }
        finally
        {
            TimeSpan taken = time.GetElapsedTime(start);
            tally.PublishTime += taken;
            IngesterMetrics.PublishDuration.Record(taken.TotalSeconds, IngesterMetrics.Tag(_feed));
        }
    }

    private void Count(EventPage page, int first, int end, DateTimeOffset seen)
    {
        bool isLatenessWanted = IngesterMetrics.Lateness.Enabled;
        for (int index = first; index < end; index++)
        {
            tally.Bytes += page.GetEvent(index).Length;
            tally.EventsWithoutUuid += page.GetUuid(index).IsEmpty ? 1 : 0;
            if (page.TryGetTime(index, out DateTimeOffset timestamp))
            {
                tally.Witness(timestamp, seen);
                if (isLatenessWanted)
                {
                    IngesterMetrics.Lateness.Record((seen - timestamp).TotalSeconds, IngesterMetrics.Tag(_feed));
                }
            }
            else
            {
                tally.EventsWithoutTimestamp++;
            }

            _state.RecentEvents.Add(page.GetIdHash(index), _state.Recovering);
        }

        tally.Events += end - first;
        tally.Batches++;
        DateOnly today = DateOnly.FromDateTime(seen.UtcDateTime);
        bool isSameDay = _state.Day == today;
        _state = _state with
        {
            TotalEvents = _state.TotalEvents + (end - first),
            TotalBatches = _state.TotalBatches + 1,
            Day = today,
            EventsToday = (isSameDay ? _state.EventsToday : 0) + (end - first),
            BatchesToday = (isSameDay ? _state.BatchesToday : 0) + 1,
            LastEventTime = Later(_state.LastEventTime, tally.LastEventTime),
        };
    }

    private async Task RecordDeadLetterAsync(EventPage page, int index, string reason)
    {
        string timestamp = Encoding.ASCII.GetString(page.GetTimestamp(index));
        var deadLetter = new DeadLetter(
            EventIdentity.GetText(page, index), timestamp.Length == 0 ? null : timestamp, page.GetEvent(index).Length, reason, time.GetUtcNow(), run.RunId);
        LogDeadLetter(_feed, deadLetter.EventId, deadLetter.Bytes, reason);
        await retries.RunAsync(
            (cursors, _feed, deadLetter),
            static async (state, token) =>
            {
                await state.cursors.RecordDeadLetterAsync(state._feed, state.deadLetter, token);
                return true;
            },
            budget.Writing);
        tally.DeadLetters++;
        _state = _state with { TotalDeadLetters = _state.TotalDeadLetters + 1 };
    }

    /// <summary>The page is done. A page that added nothing moves the position without a write of its own.</summary>
    private RunOutcome? CompletePage(EventPage page)
    {
        HasMore = Leads(page);
        FeedPosition after = PositionAfter(page, page.Count);
        if (after != _state.Position && (page.Count > 0 || page.HasMore || _pagePosition.Cursor is null || IsHeartbeatDue()))
        {
            _state = _state with { Position = after };
            _isDirty = true;
        }

        if (!Leads(page))
        {
            EndRecovery();
            return RunOutcome.CaughtUp;
        }

        return Room == 0 ? RunOutcome.MaximumReached : budget.End;
    }

    /// <summary>The position once the first <paramref name="published"/> events of the page are in the hub.</summary>
    private FeedPosition PositionAfter(EventPage page, int published)
    {
        bool isDone = published == page.Count && (page.Count == 0 || Advances(page));
        return isDone
            ? FeedPosition.AtCursor(page.Cursor)
            : _pagePosition.After(published, published == 0 ? null : EventIdentity.GetText(page, published - 1));
    }

    /// <summary>The run's outcome if the commit after these events is its last; saves writing the row once more.</summary>
    private RunOutcome? Ending(EventPage page, int next) =>
        next == page.Count && !Leads(page) && !_state.Recovering ? RunOutcome.CaughtUp
        : Room == 0 ? RunOutcome.MaximumReached
        : null;

    /// <summary>How far a batch may reach: to the maximum, and while recovering only to the next event that the hub already has.</summary>
    private int EndOfStretch(EventPage page, int first)
    {
        int end = (int)Math.Min(page.Count, (long)first + Room);
        for (int index = first + 1; _state.Recovering && index < end; index++)
        {
            if (IsRecent(page, index))
            {
                return index;
            }
        }

        return end;
    }

    private int SkipRecovered(EventPage page, int next)
    {
        while (_state.Recovering && next < page.Count && IsRecent(page, next))
        {
            tally.RepeatsAvoided++;
            next++;
        }

        return next;
    }

    private bool IsRecent(EventPage page, int index) => _state.RecentEvents.Contains(page.GetIdHash(index));

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one > other || other is null ? one : other;

    [LoggerMessage(402, LogLevel.Error, "{Feed}: event {EventId} of {Bytes} bytes can not be published and is recorded as a dead letter. {Reason} Read it with get-events while 1Password still has it (120 days).")]
    private partial void LogDeadLetter(EventFeed feed, string eventId, int bytes, string reason);
}
