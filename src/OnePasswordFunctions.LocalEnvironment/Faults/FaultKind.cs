namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>What a stand-in does instead of, or before, its proper answer. A fault is written as its name with hyphens: <c>reset-mid-body</c>.</summary>
internal enum FaultKind
{
    /// <summary>Answers with a status, optionally with <c>Retry-After</c>; the request is not processed.</summary>
    Status,

    /// <summary>Closes every new connection at once, and kept connections at their next request.</summary>
    Refuse,

    /// <summary>Resets the connection when the request's head is there; its body is not read.</summary>
    ResetBefore,

    /// <summary>Reads the whole request, does nothing with it, and resets the connection.</summary>
    ResetAfter,

    /// <summary>Sends the head and part of the body, then resets the connection.</summary>
    ResetMidBody,

    /// <summary>Processes the request and resets the connection instead of answering.</summary>
    LoseResponse,

    /// <summary>Reads the request and does not answer for <c>delay</c>, or until the caller gives up.</summary>
    Stall,

    /// <summary>Sends the body in small pieces, spread over <c>delay</c>.</summary>
    SlowBody,

    /// <summary>Waits for <c>delay</c> and then answers properly.</summary>
    Latency,

    /// <summary>Answers 200 with a JSON body that ends too early, under a Content-Length that fits it.</summary>
    TruncatedJson,

    /// <summary>Promises more bytes with Content-Length than it sends, then closes the connection in order.</summary>
    TruncatedLength,

    // These answer 200 with another body in place of the page; Html as a captive portal does.
    Html,
    EmptyObject,
    EmptyBody,
    ArrayBody,

    // A page without a usable member of this name. Items that are null or missing do not move the position.
    ItemsNull,
    ItemsMissing,
    ItemsObject,
    ItemsNumber,
    CursorMissing,
    CursorNumber,
    CursorEmpty,
    HasMoreString,
    HasMoreMissing,

    /// <summary>The page begins with the last event of the page before it.</summary>
    Duplicate,

    /// <summary>The page's events come in reverse order.</summary>
    Reorder,

    /// <summary>A proper page whose cursor is the one that was sent: the same page comes again.</summary>
    SameCursor,

    /// <summary><c>has_more</c> is true, there are no items, and the cursor is the one that was sent.</summary>
    EmptyMore,

    /// <summary>A continuing cursor is answered 400, as if it were too old. A reset is answered properly.</summary>
    CursorExpired,

    /// <summary>The token is answered 401, as if it had been revoked.</summary>
    TokenRevoked,

    /// <summary>Processes nothing and answers nothing until the fault is removed; then goes on as if nothing had happened.</summary>
    Hold,

    /// <summary>Stores the batch and then answers nothing until the fault is removed.</summary>
    HoldOutcome,

    /// <summary>Stores the batch and never answers.</summary>
    LoseOutcome,

    /// <summary>Detaches the link after it has answered.</summary>
    Detach,

    /// <summary>Closes the connection, as the protocol has it, after the batch was answered.</summary>
    Close,

    /// <summary>Releases the transfer, without an error.</summary>
    Released,

    // The hub refuses, with the condition that HubRefusals has for each.
    Busy,
    Unauthorized,
    NotFound,
    Quota,
    TooLarge,
    Timeout,
    InternalError,
    Disabled,
    NotAllowed,
    ArgumentError,
}
