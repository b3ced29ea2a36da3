namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>What the stand-in keeps of the messages that it accepts.</summary>
internal enum MessageRetention
{
    /// <summary>Everything.</summary>
    All,

    /// <summary>At least the newest <see cref="EventHubStandInOptions.NewestPerPartition"/> of each partition.</summary>
    Newest,

    /// <summary>Totals. Messages are still shown to the observer.</summary>
    Totals,
}
