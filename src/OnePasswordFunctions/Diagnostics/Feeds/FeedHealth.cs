namespace OnePasswordFunctions.Diagnostics.Feeds;

/// <summary>How a feed is doing, in one word.</summary>
internal enum FeedHealth
{
    /// <summary>It keeps up.</summary>
    Healthy,

    /// <summary>It keeps up, and something needs a look.</summary>
    Warning,

    /// <summary>It works and is behind.</summary>
    Lagging,

    /// <summary>Its last run failed, or none has been heard of although some were due.</summary>
    Broken,

    /// <summary>It has not run yet.</summary>
    Waiting,

    /// <summary>Settings switch it off.</summary>
    Disabled,

    /// <summary>Its state could not be read.</summary>
    Unknown,
}
