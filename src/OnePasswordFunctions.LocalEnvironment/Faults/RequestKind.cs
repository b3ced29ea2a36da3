namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>What a request asks for, as far as faults and the request log tell requests apart.</summary>
internal enum RequestKind
{
    /// <summary>The request's body was not read, or the request is of no other kind.</summary>
    Other,

    /// <summary>A page from a start time.</summary>
    Reset,

    /// <summary>The page behind a cursor.</summary>
    Cursor,

    /// <summary>The introspection of a token.</summary>
    Introspect,

    /// <summary>A batch of messages sent to a hub.</summary>
    Send,

    /// <summary>The attaching of a link that is to send to a hub.</summary>
    Attach,

    /// <summary>The attaching of a link that is to read from a hub.</summary>
    Read,

    /// <summary>The putting of a token.</summary>
    Token,

    /// <summary>A question about a hub or one of its partitions.</summary>
    Manage,
}
