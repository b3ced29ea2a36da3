namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>One request to a hub.</summary>
internal sealed class SendRecord
{
    public required DateTimeOffset At { get; init; }

    public required string Path { get; init; }

    /// <summary>The length of the body that was read.</summary>
    public int Bytes { get; set; }

    /// <summary>The number of messages that were accepted.</summary>
    public int Accepted { get; set; }

    /// <summary>The status that was sent; 0 when the connection was broken instead.</summary>
    public int Status { get; set; }

    /// <summary>The fault that struck, as text.</summary>
    public string? Fault { get; set; }
}
