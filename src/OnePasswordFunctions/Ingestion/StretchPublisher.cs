using System.Text;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Ingestion;

/// <summary>Publishes a stretch of a page: as many of its events as one batch holds. An event that no batch can hold becomes a dead letter.</summary>
internal sealed partial class StretchPublisher(RunScope run, IEventPublisher publisher, ICursorStore cursors, ILogger logger)
{
    /// <summary>
    /// Publishes events from the page's next one up to <paramref name="end"/>, and passes them in the page: all that the hub accepted,
    /// or the one that it can never accept.
    /// </summary>
    /// <returns>The feed's state with these events counted; its position is the caller's business.</returns>
    /// <exception cref="IngestionException">Nothing was accepted, or the dead letter could not be recorded.</exception>
    public async Task<FeedState> PublishAsync(PageInHand page, int end, FeedState state, StreamPosition stream)
    {
        var request = new PublishRequest(run.Feed, IngestMode.Timer, page.Page, page.Next, end, stream);
        PublishResult result = await run.TakeAsync(
            RunStep.Batch,
            (publisher, request, run),
            static step => step.run.Retries.RunAsync(
                step, static (attempt, token) => attempt.publisher.PublishAsync(attempt.request, token), step.run.Budget.Writing),
            static (span, accepted) => span.SetTag("events", accepted.Accepted).SetTag("bytes", accepted.Bytes));
        if (result.Refusal is { } reason)
        {
            FeedState recorded = await RecordDeadLetterAsync(page, reason, state);
            page.Pass(1);
            return recorded;
        }

        FeedState counted = Count(page, result.Accepted, state);
        page.Pass(result.Accepted);
        return counted;
    }

    private FeedState Count(PageInHand page, int count, FeedState state)
    {
        DateTimeOffset? last = Witness(page, count, state);
        run.Tally.Events += count;
        run.Tally.Batches++;
        DateOnly today = DateOnly.FromDateTime(page.Seen.UtcDateTime);
        bool isSameDay = state.Day == today;
        return state with
        {
            LastSequence = state.LastSequence + count,
            TotalEvents = state.TotalEvents + count,
            TotalBatches = state.TotalBatches + 1,
            Day = today,
            EventsToday = (isSameDay ? state.EventsToday : 0) + count,
            BatchesToday = (isSameDay ? state.BatchesToday : 0) + 1,
            LastEventTime = last ?? state.LastEventTime,
        };
    }

    /// <summary>Looks at each event that the hub accepted; returns the time of the last that has one. Allocates nothing.</summary>
    private DateTimeOffset? Witness(PageInHand inHand, int count, FeedState state)
    {
        EventPage page = inHand.Page;
        RunTally tally = run.Tally;
        DateTimeOffset? last = null;
        bool isLatenessWanted = IngesterMetrics.Lateness.Enabled;
        for (int index = inHand.Next; index < inHand.Next + count; index++)
        {
            tally.Bytes += page.GetEvent(index).Length;
            tally.EventsWithoutUuid += page.GetUuid(index).IsEmpty ? 1 : 0;
            if (page.TryGetTime(index, out DateTimeOffset timestamp))
            {
                last = timestamp;
                tally.Witness(timestamp, inHand.Seen);
                state.RecentTimes.Add(timestamp, inHand.Seen);
                if (isLatenessWanted)
                {
                    IngesterMetrics.Lateness.Record((inHand.Seen - timestamp).TotalSeconds, IngesterMetrics.Tag(run.Feed));
                }
            }
            else
            {
                tally.EventsWithoutTimestamp++;
            }

            state.RecentEvents.Add(page.GetIdHash(index), state.Recovering);
        }

        return last;
    }

    /// <summary>Records the event, which may have been recorded before, and counts it unless the row says that it was.</summary>
    private async Task<FeedState> RecordDeadLetterAsync(PageInHand inHand, string reason, FeedState feed)
    {
        (EventPage page, int index) = (inHand.Page, inHand.Next);
        string timestamp = Encoding.ASCII.GetString(page.GetTimestamp(index));
        var deadLetter = new DeadLetter(
            EventIdentity.GetText(page, index), timestamp.Length == 0 ? null : timestamp, page.GetEvent(index).Length, reason, run.Time.GetUtcNow(), run.Identity.RunId);
        LogDeadLetter(run.Feed, deadLetter.EventId, deadLetter.Bytes, reason);
        await run.Retries.RunAsync(
            (cursors, run.Feed, deadLetter),
            static async (state, token) =>
            {
                await state.cursors.RecordDeadLetterAsync(state.Feed, state.deadLetter, token);
                return true;
            },
            run.Budget.Writing);
        ulong hash = page.GetIdHash(index);
        if (feed.RecentDeadLetters.Contains(hash))
        {
            return feed;
        }

        feed.RecentDeadLetters.Add(hash, isRecovering: false);
        return feed with { TotalDeadLetters = feed.TotalDeadLetters + 1, LastDeadLetterTime = deadLetter.RecordedAt };
    }

    [LoggerMessage(402, LogLevel.Error, "{Feed}: event {EventId} of {Bytes} bytes can not be published and is recorded as a dead letter. {Reason} Read it with get-events while 1Password still has it (120 days).")]
    private partial void LogDeadLetter(EventFeed feed, string eventId, int bytes, string reason);
}
