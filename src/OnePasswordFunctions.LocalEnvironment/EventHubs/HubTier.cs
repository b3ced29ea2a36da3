namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>The pricing tier, which decides how large a request may be.</summary>
internal enum HubTier
{
    /// <summary>262,144 bytes.</summary>
    Basic,

    /// <summary>1,048,576 bytes.</summary>
    Standard,
}
