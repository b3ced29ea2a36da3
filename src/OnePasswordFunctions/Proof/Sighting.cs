namespace OnePasswordFunctions.Proof;

/// <summary>What a proof has found out about an event that the API served.</summary>
[Flags]
internal enum Sighting : byte
{
    /// <summary>Nothing yet.</summary>
    None = 0,

    /// <summary>The hub has it, with the bytes that were served.</summary>
    Seen = 1,

    /// <summary>The hub has it more than once.</summary>
    Repeated = 2,

    /// <summary>The hub has a message with its id and other bytes.</summary>
    Altered = 4,

    /// <summary>It is recorded as a dead letter.</summary>
    DeadLetter = 8,

    /// <summary>It lies behind the feed's position: the next run publishes it.</summary>
    Waiting = 16,

    /// <summary>It can not be said: what the hub had at that time is gone or was not read.</summary>
    NotCovered = 32,

    /// <summary>It is missing, and the proof has come by it to name and to publish it.</summary>
    Missing = 64,
}
