namespace OnePasswordFunctions.IntegrationTests.Crashes;

/// <summary>Where the crash matrix kills the worker.</summary>
public static class CrashBoundaries
{
    /// <summary>
    /// The boundary, the side that holds the request, the fault that holds it, whether the hub is read, and the most batches that may come twice.
    /// A batch on its way arrives although its sender is gone.
    /// </summary>
    public static TheoryData<string, string, string, bool, int> OfARun => WithAndWithoutALook(new()
    {
        { "before the position is read", "table", "read:hold,count=1", 0 },
        { "after the position was read", "table", "read:lose-response=1h,count=1", 0 },
        { "before the account is asked for", "api", "introspect:hold,count=1", 0 },
        { "before the first fetch", "api", "page:hold,count=1", 0 },
        { "after the first fetch", "api", "page:lose-response=1h,count=1", 0 },
        { "before the second run's first fetch", "api", "page:hold,count=1,after=1", 0 },
        { "while the first batch is on its way", "hub", "hold,count=1", 1 },
        { "while a later batch is on its way", "hub", "hold,count=1,after=3", 1 },
        { "while a batch is on its way that never arrives", "hub", "stall,count=1,after=2", 0 },
        { "after the hub stored the batch and before it said so", "hub", "hold-outcome,count=1,after=2", 1 },
        { "after the hub's acceptance and before the commit", "table", "write:hold,count=1,after=2", 1 },
        { "inside the commit, when it is already applied", "table", "write:lose-response=1h,count=1,after=2", 0 },
        { "before the start of the very first run is stored", "table", "write:hold,count=1", 0 },
        { "after the start of the very first run is stored", "table", "write:lose-response=1h,count=1", 0 },
        { "before the last commit of the run", "table", "write:hold,count=1,after=9", 1 },
    });

    /// <summary>The same for pages that the maximum cuts.</summary>
    public static TheoryData<string, string, string, bool, int> OfCutPages => WithAndWithoutALook(new()
    {
        { "before the fetch of a page that was cut", "api", "page:hold,count=1", 0 },
        { "while the rest of a cut page is sent", "hub", "hold,count=1", 1 },
        { "after the hub accepted the rest of a cut page", "hub", "hold-outcome,count=1", 1 },
        { "before the position inside a page is committed", "table", "write:hold,count=1,after=1", 1 },
        { "after the position inside a page is committed", "table", "write:lose-response=1h,count=1,after=1", 0 },
    });

    private static TheoryData<string, string, string, bool, int> WithAndWithoutALook(TheoryData<string, string, string, int> boundaries)
    {
        var both = new TheoryData<string, string, string, bool, int>();
        foreach (object[] row in boundaries)
        {
            (string boundary, string side, string fault, int batches) = ((string)row[0], (string)row[1], (string)row[2], (int)row[3]);
            both.Add(boundary, side, fault, false, batches);
            if (batches > 0)
            {
                both.Add(boundary, side, fault, true, 0);
            }
        }

        return both;
    }
}
