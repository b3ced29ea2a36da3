namespace OnePasswordFunctions.Diagnostics.Feeds;

/// <summary>How a feed is doing.</summary>
/// <param name="Health">In one word.</param>
/// <param name="Headline">What is the matter and, when something is, what to do.</param>
internal sealed record FeedVerdict(FeedHealth Health, string Headline)
{
    /// <summary>How far the feed is behind; zero when it has caught up, null when that is not known.</summary>
    public TimeSpan? Lag { get; init; }

    /// <summary>What somebody should look at although the feed works.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
