namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>One transfer to a hub.</summary>
/// <param name="Connection">The number of the connection, counted from 1.</param>
/// <param name="Bytes">The length of the transfer.</param>
/// <param name="Fault">The fault that struck, as text.</param>
internal sealed record SendRecord(DateTimeOffset At, int Connection, string Hub, int Partition, int Bytes, string? Fault)
{
    public const string Accepted = "accepted";
    public const string NoAnswer = "no answer";
    public const string Cut = "connection cut";

    /// <summary>The number of messages that were stored, whatever the sender was told.</summary>
    public int Stored { get; set; }

    /// <summary>What the sender was told: <see cref="Accepted"/>, an error's condition, <see cref="NoAnswer"/> or <see cref="Cut"/>; null as long as it waits.</summary>
    public string? Outcome { get; set; }
}
