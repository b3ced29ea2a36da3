namespace OnePasswordFunctions.EventHubs;

/// <summary>What a partition held at one moment.</summary>
/// <param name="Id">The partition.</param>
/// <param name="First">The sequence number of the oldest message that is kept; above <paramref name="Last"/> when none is.</param>
/// <param name="Last">The sequence number of the newest message; -1 before the first.</param>
/// <param name="LastAt">When the newest message came.</param>
/// <param name="KeptSince">
/// When the oldest kept message came, if that was asked for: what came before it is gone. Null while the partition still has all that it ever took.
/// </param>
internal sealed record PartitionBounds(string Id, long First, long Last, DateTimeOffset LastAt, DateTimeOffset? KeptSince)
{
    /// <summary>How many partitions the hub has. They are read side by side and share the room for what is read ahead.</summary>
    public int Partitions { get; init; } = 1;

    /// <summary>Whether it holds anything that came at this time or later.</summary>
    public bool HasSince(DateTimeOffset time) => First <= Last && LastAt >= time;
}
