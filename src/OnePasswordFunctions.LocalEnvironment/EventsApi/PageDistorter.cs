using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Changes which events a page holds, or their order, without breaking its form.</summary>
internal static class PageDistorter
{
    public static IReadOnlyList<EventReference> Distort(IReadOnlyList<EventReference> events, FeedLog log, PageFilter filter, FaultKind fault) => fault switch
    {
        FaultKind.Reorder => [.. events.Reverse()],
        FaultKind.Duplicate when filter.After > 0 => [log.At(filter.After - 1), .. events],
        _ => events,
    };
}
