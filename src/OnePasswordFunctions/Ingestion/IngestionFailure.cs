namespace OnePasswordFunctions.Ingestion;

/// <summary>Every named way in which a step of a run can fail. The names stand in run records and in docs/operations.md.</summary>
internal enum IngestionFailure
{
    /// <summary>No failure.</summary>
    None,

    /// <summary>The API or the hub refused the credentials (401 or 403).</summary>
    Unauthorized,

    /// <summary>The token does not include this feed.</summary>
    NotAuthorized,

    /// <summary>The API refused a stored cursor (400).</summary>
    CursorRejected,

    /// <summary>The API refused a request that holds no cursor (400), or answered with a status that no retry can mend.</summary>
    RequestRejected,

    /// <summary>The other side asked to slow down (429, or 503 from the hub).</summary>
    Throttled,

    /// <summary>5xx, refused or reset connection, timeout.</summary>
    Unavailable,

    /// <summary>The answer is not of the agreed shape.</summary>
    InvalidResponse,

    /// <summary>The event hub or its namespace does not exist (404).</summary>
    HubNotFound,

    /// <summary>The hub refused a batch for its size.</summary>
    BatchTooLarge,

    /// <summary>Table Storage could not be read or written.</summary>
    StateUnavailable,

    /// <summary>The stored cursor belongs to another 1Password account than the token.</summary>
    AccountMismatch,

    /// <summary>A setting is missing or not allowed.</summary>
    BadSettings,

    /// <summary>A defect of this program; the log has the exception.</summary>
    Unexpected,
}
