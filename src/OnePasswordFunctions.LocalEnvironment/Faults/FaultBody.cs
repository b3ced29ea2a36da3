namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>The shape of an error answer's body.</summary>
internal enum FaultBody
{
    /// <summary>What the service itself sends: nested JSON.</summary>
    Usual,

    /// <summary><c>{"status":503,"message":"…"}</c>, the shape of the API's newest reference page.</summary>
    Flat,

    /// <summary>A gateway's HTML page.</summary>
    Html,

    /// <summary>One line of plain text.</summary>
    Text,

    /// <summary>No body.</summary>
    Empty,
}
