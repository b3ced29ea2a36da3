namespace OnePasswordFunctions.Proof;

/// <summary>What a proof keeps of an event: 24 bytes, so that a million of them are small.</summary>
internal struct ServedEvent
{
    /// <summary>The hash of its id.</summary>
    public ulong IdHash;

    /// <summary>The hash of its bytes.</summary>
    public ulong BodyHash;

    /// <summary>Tenths of a second from the beginning of the period to its timestamp; 0 when it has none, otherwise one more.</summary>
    public uint Tenths;

    /// <summary>What has been found out.</summary>
    public Sighting Sighting;
}
