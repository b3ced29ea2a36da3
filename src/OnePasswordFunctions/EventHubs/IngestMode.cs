namespace OnePasswordFunctions.EventHubs;

/// <summary>What caused an event to be published; the message property <c>ingestMode</c>.</summary>
internal enum IngestMode
{
    /// <summary>A timer run, which commits its position.</summary>
    Timer,

    /// <summary>The on-demand command <c>get-events</c>, which keeps no position and may repeat events.</summary>
    GetEvents,

    /// <summary>The repair of a proof of delivery, which publishes what the hub was found to lack.</summary>
    Repair,
}
