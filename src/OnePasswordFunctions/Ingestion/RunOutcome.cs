namespace OnePasswordFunctions.Ingestion;

/// <summary>How a run ended. Every run has exactly one; the names stand in run records and in docs/operations.md.</summary>
internal enum RunOutcome
{
    /// <summary>Everything that the API had was published and committed; possibly nothing.</summary>
    CaughtUp,

    /// <summary>
    /// The API says that there is more and gives the same cursor again. What it served is published and committed; the next run asks again.
    /// </summary>
    Stalled,

    /// <summary>The maximum per fetch was published; the next run continues.</summary>
    MaximumReached,

    /// <summary>The time of a run was used up; the next run continues.</summary>
    BudgetSpent,

    /// <summary>The app was asked to stop; the batch in hand was finished and committed.</summary>
    Stopped,

    /// <summary>The API or the hub asked to slow down for longer than the run had time; the next run continues.</summary>
    Throttled,

    /// <summary>Another run moved this feed's position; this one wrote nothing more.</summary>
    Superseded,

    /// <summary>The run could not go on; the failure says why. Nothing is lost.</summary>
    Failed,

    /// <summary>Fetching, or this feed, is switched off by settings.</summary>
    Disabled,
}
