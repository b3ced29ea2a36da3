namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Which events a page may hold.</summary>
/// <param name="After">The number of events at the feed's beginning that were passed already.</param>
/// <param name="Limit">The most events in the page, 1 to 1000.</param>
/// <param name="StartTicks">Events before this are left out.</param>
/// <param name="EndTicks">Events at or after this are left out.</param>
/// <param name="StartBindsBelow">The start counts only for events at places below this one.</param>
internal readonly record struct PageFilter(long After, long Limit, long StartTicks, long EndTicks, long StartBindsBelow)
{
    public bool Matches(FeedEvent one) => one.Ticks < EndTicks && (one.Ticks >= StartTicks || one.Sequence >= StartBindsBelow);
}
