namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>What a stand-in does instead of, or before, its proper answer. The command line's word for each stands in <see cref="FaultVocabulary"/>.</summary>
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

    /// <summary>Answers 200 with an HTML page, as a captive portal does.</summary>
    Html,

    /// <summary>Answers 200 with <c>{}</c>.</summary>
    EmptyObject,

    /// <summary>Answers 200 without a body.</summary>
    EmptyBody,

    /// <summary>Answers 200 with a JSON array in place of the object.</summary>
    ArrayBody,

    /// <summary><c>"items":null</c>; the position is not moved.</summary>
    ItemsNull,

    /// <summary>No <c>items</c>; the position is not moved.</summary>
    ItemsMissing,

    /// <summary><c>"items":{}</c>.</summary>
    ItemsObject,

    /// <summary><c>"items":7</c>.</summary>
    ItemsNumber,

    /// <summary>A proper page without <c>cursor</c>.</summary>
    CursorMissing,

    /// <summary>A proper page with a number as <c>cursor</c>.</summary>
    CursorNumber,

    /// <summary>A proper page with <c>"cursor":""</c>.</summary>
    CursorEmpty,

    /// <summary>A proper page with <c>"has_more":"yes"</c>.</summary>
    HasMoreString,

    /// <summary>A proper page without <c>has_more</c>.</summary>
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

    /// <summary>Refuses with <c>com.microsoft:server-busy</c>.</summary>
    Busy,

    /// <summary>Refuses with <c>amqp:unauthorized-access</c>; a token gets 401.</summary>
    Unauthorized,

    /// <summary>Refuses with <c>amqp:not-found</c>.</summary>
    NotFound,

    /// <summary>Refuses with <c>amqp:resource-limit-exceeded</c>.</summary>
    Quota,

    /// <summary>Refuses with <c>amqp:link:message-size-exceeded</c>.</summary>
    TooLarge,

    /// <summary>Refuses with <c>com.microsoft:timeout</c>.</summary>
    Timeout,

    /// <summary>Refuses with <c>amqp:internal-error</c>.</summary>
    InternalError,

    /// <summary>Refuses with <c>com.microsoft:entity-disabled</c>.</summary>
    Disabled,

    /// <summary>Refuses with <c>amqp:not-allowed</c>.</summary>
    NotAllowed,

    /// <summary>Refuses with <c>com.microsoft:argument-error</c>.</summary>
    ArgumentError,

    /// <summary>Releases the transfer, without an error.</summary>
    Released,
}
