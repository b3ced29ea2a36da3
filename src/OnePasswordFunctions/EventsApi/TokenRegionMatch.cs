namespace OnePasswordFunctions.EventsApi;

/// <summary>What a token's audience says about the server URL of the settings.</summary>
internal enum TokenRegionMatch
{
    /// <summary>The token names no audience.</summary>
    NotSaid,

    /// <summary>The token is from before the regions.</summary>
    Legacy,

    /// <summary>The server of the settings issued it.</summary>
    Same,

    /// <summary>Another server of 1Password issued it than the settings name.</summary>
    Other,

    /// <summary>A server of 1Password issued it, and the settings name one on this machine.</summary>
    LocalServer,

    /// <summary>It names something that is not known as an Events API server; nothing follows from it.</summary>
    UnknownIssuer,
}
