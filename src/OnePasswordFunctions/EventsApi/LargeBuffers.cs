using System.Buffers;

namespace OnePasswordFunctions.EventsApi;

/// <summary>
/// The pool of page bodies and batch bodies, about a megabyte each. Not the shared pool, which keeps one such buffer for every
/// thread that ever gave one back: a run hops between threads, and the process has 512 MB at most.
/// </summary>
internal static class LargeBuffers
{
    /// <summary>Three feeds hold two pages and a batch each at the same time.</summary>
    private const int KeptPerSize = 9;

    private const int LargestKept = 16 * 1024 * 1024;

    public static ArrayPool<byte> Pool { get; } = ArrayPool<byte>.Create(LargestKept, KeptPerSize);
}
