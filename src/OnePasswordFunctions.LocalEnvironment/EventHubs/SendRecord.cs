namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>One transfer to a hub.</summary>
internal sealed class SendRecord
{
    public const string Accepted = "accepted";
    public const string NoAnswer = "no answer";
    public const string Cut = "connection cut";

    public required DateTimeOffset At { get; init; }

    /// <summary>The number of the connection, counted from 1.</summary>
    public required int Connection { get; init; }

    public required string Hub { get; init; }

    public required int Partition { get; init; }

    /// <summary>The length of the transfer.</summary>
    public required int Bytes { get; init; }

    /// <summary>The number of messages that were stored, whatever the sender was told.</summary>
    public int Stored { get; set; }

    /// <summary>What the sender was told: <see cref="Accepted"/>, an error's condition, <see cref="NoAnswer"/> or <see cref="Cut"/>; null as long as it waits.</summary>
    public string? Outcome { get; set; }

    /// <summary>The fault that struck, as text.</summary>
    public string? Fault { get; set; }
}
