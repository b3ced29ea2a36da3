namespace OnePasswordFunctions.EventHubs;

/// <summary>What became of one call to <see cref="IEventPublisher.PublishAsync"/>.</summary>
/// <param name="Accepted">Events that the hub stored; 0 only with a refusal.</param>
/// <param name="Bytes">Bytes of the batch that was accepted.</param>
/// <param name="Refusal">Why the first event fits no batch, or null. Such an event belongs to the dead letters.</param>
internal readonly record struct PublishResult(int Accepted, long Bytes, string? Refusal)
{
    /// <summary>The hub stored <paramref name="events"/> events.</summary>
    public static PublishResult Stored(int events, long bytes) => new(events, bytes, null);

    /// <summary>The first event can never be published, because of <paramref name="reason"/>.</summary>
    public static PublishResult Refused(string reason) => new(0, 0, reason);
}
