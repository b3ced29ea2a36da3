namespace OnePasswordFunctions.IntegrationTests.Scenarios;

/// <summary>Where something stood that the worker wrote.</summary>
internal enum WrittenKind
{
    /// <summary>A line on stdout or stderr, or one that the worker sent to the host.</summary>
    WorkerLine,

    /// <summary>A line of the host's own log, which may quote the worker.</summary>
    HostLine,

    /// <summary>The error that an invocation ended with.</summary>
    InvocationError,

    /// <summary>The head or body of an HTTP function's answer.</summary>
    HttpAnswer,

    /// <summary>A row on its way to a table, without its cursor: a feed's row, a dead letter, a run.</summary>
    Row,

    /// <summary>The method and URL of a request to another side.</summary>
    Url,

    /// <summary>A header of a request to another side. Authorization is no such header, for what belongs there.</summary>
    RequestHeader,

    /// <summary>A property of a message.</summary>
    MessageProperty,

    /// <summary>What went to the hub over one connection, frames and all.</summary>
    HubFrames,

    /// <summary>The body of a message.</summary>
    MessageBody,

    /// <summary>Metrics and spans on their way to a receiver.</summary>
    Telemetry,
}
