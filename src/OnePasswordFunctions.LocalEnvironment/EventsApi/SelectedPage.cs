namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>The events of one page, still to be rendered.</summary>
/// <param name="Events">In order of arrival.</param>
/// <param name="HasMore">Whether a further event matches.</param>
/// <param name="Next">Where the next page begins.</param>
internal sealed record SelectedPage(IReadOnlyList<EventReference> Events, bool HasMore, long Next);
