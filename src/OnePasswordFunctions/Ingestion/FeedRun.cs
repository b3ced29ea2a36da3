using OnePasswordFunctions.Cursors;

namespace OnePasswordFunctions.Ingestion;

/// <summary>
/// The loop of a run, from the stored position to the run's end. The order is the guarantee: a batch is published, the hub accepts
/// it, only then the position behind it is stored, and only then the next batch is sent.
/// </summary>
internal sealed partial class FeedRun(RunScope run, FeedRow row, PagesAhead pages, StretchPublisher publisher, DeliveredEvents delivered, CursorRecovery recovery, ILogger logger)
{
    /// <exception cref="IngestionException">The run can not go on.</exception>
    public async Task<RunOutcome> ExecuteAsync()
    {
        while (true)
        {
            using PageInHand? page = await TakePageAsync();
            if (page is null)
            {
                return RunOutcome.Superseded;
            }

            if (page.Leads && page.Page.Count - page.Next < run.Room && run.Budget.End is null)
            {
                pages.ReadAhead(page.Page.Cursor);
            }

            if (await PublishAsync(page) is { } outcome)
            {
                return outcome;
            }
        }
    }

    /// <summary>The page behind the row's position, as far as it is not published. Null when another run was there first.</summary>
    private async Task<PageInHand?> TakePageAsync()
    {
        PageInHand page;
        try
        {
            page = new PageInHand(await pages.TakeAsync(row.State.Position.ToRequest()), row.State.Position, run.Time.GetUtcNow());
        }
        catch (IngestionException failure) when (recovery.CanHeal(failure))
        {
            return await recovery.GoBackAsync(failure) ? await TakePageAsync() : null;
        }

        run.Tally.Pages++;
        if (!page.Resume())
        {
            LogPageChanged(run.Feed, row.State.Position.PublishedInPage, page.Page.Count, page.Next);
        }

        run.Tally.RepeatsAvoided += page.Next;
        return page;
    }

    /// <summary>Publishes the page from its next event on. An outcome ends the run; null asks for the next page.</summary>
    private async Task<RunOutcome?> PublishAsync(PageInHand page)
    {
        while (true)
        {
            run.Tally.RepeatsAvoided += row.State.Recovering ? page.PassKnown(row.State) : 0;
            if (page.IsDone)
            {
                return Complete(page);
            }

            run.Tally.HasMore = true;
            if ((run.Room == 0 ? RunOutcome.MaximumReached : run.Budget.End) is { } end)
            {
                return end;
            }

            if (await row.OpenStreamAsync() is not { } stream)
            {
                return RunOutcome.Superseded;
            }

            if (await delivered.PassAsync(page, stream) is { } passed)
            {
                if (!await row.CommitAsync(passed, Ending(page)))
                {
                    return RunOutcome.Superseded;
                }

                continue;
            }

            FeedState state = row.State;
            int stretch = state.Recovering ? page.EndOfStretch(run.Room, state) : page.EndOfStretch(run.Room);
            FeedState published = await publisher.PublishAsync(page, stretch, state, stream);
            if (!await row.CommitAsync(published with { Position = page.Position }, Ending(page)))
            {
                return RunOutcome.Superseded;
            }

            run.Tally.DeadLetters += (int)(published.TotalDeadLetters - state.TotalDeadLetters);
        }
    }

    /// <summary>The run's outcome if the commit after these events is its last; saves writing the row once more.</summary>
    private RunOutcome? Ending(PageInHand page) =>
        page.IsDone && !page.Leads && !row.State.Recovering ? EndOf(page)
        : run.Room == 0 ? RunOutcome.MaximumReached
        : null;

    /// <summary>The outcome at a page that leads nowhere.</summary>
    private static RunOutcome EndOf(PageInHand page) => page.IsStuck ? RunOutcome.Stalled : RunOutcome.CaughtUp;

    /// <summary>The page is done. A page that added nothing moves the position without a write of its own.</summary>
    private RunOutcome? Complete(PageInHand page)
    {
        run.Tally.HasMore = page.Page.HasMore;
        if (page.Position is var after && after != row.State.Position && (page.IsNews || row.IsHeartbeatDue))
        {
            row.Change(row.State with { Position = after });
        }

        if (page.IsStuck && row.FoundOutcome != nameof(RunOutcome.Stalled))
        {
            LogStalled(run.Feed, page.Page.Count);
        }

        if (!page.Page.HasMore)
        {
            recovery.End();
        }

        if (!page.Leads)
        {
            return EndOf(page);
        }

        return run.Room == 0 ? RunOutcome.MaximumReached : run.Budget.End;
    }

    [LoggerMessage(301, LogLevel.Warning, "{Feed}: the page that was cut after {Published} events came back different, with {Events} events; going on at event {First} of it. Some events may be published twice.")]
    private partial void LogPageChanged(EventFeed feed, int published, int events, int first);

    [LoggerMessage(303, LogLevel.Warning, "{Feed}: 1Password says that there is more, with {Events} events and the same cursor again. Each run asks once more; this is said once until it changes. If it lasts, tell 1Password.")]
    private partial void LogStalled(EventFeed feed, int events);
}
