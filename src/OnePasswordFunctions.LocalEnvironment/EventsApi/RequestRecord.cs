namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>One request that the simulator received. Never holds a token or a cursor.</summary>
internal sealed class RequestRecord
{
    public required DateTimeOffset At { get; init; }

    public required string Method { get; init; }

    /// <summary>The path without its query.</summary>
    public required string Path { get; init; }

    /// <summary>Null when the path is no feed's.</summary>
    public string? Feed { get; set; }

    /// <summary>What was asked for: reset, cursor, introspect, or other when that was not read.</summary>
    public string Kind { get; set; } = PageRequestBody.Other;

    /// <summary>The limit that the page was made with; null when there was no page.</summary>
    public int? PageSize { get; set; }

    /// <summary>The number of events in the answer.</summary>
    public int Items { get; set; }

    /// <summary>The status that was sent; 0 when the connection was broken instead.</summary>
    public int Status { get; set; }

    /// <summary>The fault that struck, as text.</summary>
    public string? Fault { get; set; }
}
