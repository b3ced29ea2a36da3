namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>What the stand-in keeps of the messages that it accepts.</summary>
internal enum MessageRetention
{
    /// <summary>Everything, to be read back.</summary>
    All,

    /// <summary>Per id a count and a hash of the body; about 50 bytes a message.</summary>
    Digest,

    /// <summary>Totals. Messages are still checked and shown to the observer.</summary>
    Totals,

    /// <summary>Totals, and bodies are not even parsed: for benchmarks. There is nothing to observe.</summary>
    Discard,
}
