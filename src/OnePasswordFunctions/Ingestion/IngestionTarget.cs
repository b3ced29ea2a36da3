namespace OnePasswordFunctions.Ingestion;

/// <summary>Which of the three seams a failure, a retry or a throttle belongs to.</summary>
internal enum IngestionTarget
{
    /// <summary>The 1Password Events API.</summary>
    EventsApi,

    /// <summary>Azure Event Hubs.</summary>
    EventHub,

    /// <summary>Azure Table Storage.</summary>
    CursorStore,
}
