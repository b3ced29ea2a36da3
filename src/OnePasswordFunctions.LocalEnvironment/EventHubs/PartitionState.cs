namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>Where a partition begins and ends.</summary>
/// <param name="First">The lowest sequence number that is kept; one more than <paramref name="Last"/> when none is.</param>
/// <param name="Last">The sequence number of the newest message; -1 when none ever came.</param>
/// <param name="LastOffset">The offset of the newest message; -1 when none ever came.</param>
/// <param name="LastEnqueuedAt">When the newest message came.</param>
internal sealed record PartitionState(long First, long Last, long LastOffset, DateTimeOffset LastEnqueuedAt);
