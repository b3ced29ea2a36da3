using System.Collections.Concurrent;

namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>
/// Sums up over all scenarios of this test process how much the handler wrote, and where secrets were found in it. The texts
/// themselves are searched when their scenario ends and not kept beyond that.
/// </summary>
internal static class SuiteOutput
{
    private static readonly ConcurrentQueue<string> Found = new();
    private static readonly long[] Written = new long[Enum.GetValues<WrittenKind>().Length];
    private static readonly long[] Sought = new long[3];
    private static int _begun;
    private static int _ended;
    private static bool _isJudged;

    /// <summary>Where a secret or a cursor was found.</summary>
    public static IReadOnlyCollection<string> Leaks => Found;

    public static long Secrets => Sought[0];

    public static long Signatures => Sought[1];

    public static long Cursors => Sought[2];

    /// <summary>The scenarios that have ended.</summary>
    public static int Scenarios => _ended;

    /// <summary>The scenarios that run now.</summary>
    public static int Running => _begun - _ended;

    /// <summary>How many texts of a kind were searched.</summary>
    public static long CountOf(WrittenKind kind) => Interlocked.Read(ref Written[(int)kind]);

    public static void Count(WrittenKind kind) => Interlocked.Increment(ref Written[(int)kind]);

    public static void AddLeak(string leak) => Found.Enqueue(leak);

    /// <summary>A scenario begins; its output will be searched when it ends.</summary>
    public static void Begin()
    {
        Assert.False(_isJudged, "A scenario began after the search for secrets, which must be the last test of all.");
        Interlocked.Increment(ref _begun);
    }

    /// <summary>A scenario has ended and was searched.</summary>
    public static void End(SecretSearch search)
    {
        Interlocked.Add(ref Sought[0], search.Secrets);
        Interlocked.Add(ref Sought[1], search.Signatures);
        Interlocked.Add(ref Sought[2], search.Cursors);
        Interlocked.Increment(ref _ended);
    }

    /// <summary>From now on the sums are final.</summary>
    public static void Close() => _isJudged = true;
}
