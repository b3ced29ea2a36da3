namespace OnePasswordFunctions.Tests.Fakes;

/// <summary>What a fake does with one call besides, or instead of, its ordinary work.</summary>
internal sealed record SeamFault
{
    /// <summary>Runs when the call arrives.</summary>
    public Action? OnArrival { get; init; }

    /// <summary>Thrown before the work is done: the other side never saw the request.</summary>
    public Exception? Before { get; init; }

    /// <summary>Runs when the work is done and before the caller learns of it.</summary>
    public Action? OnDone { get; init; }

    /// <summary>Thrown after the work is done: the response was lost.</summary>
    public Exception? After { get; init; }

    /// <summary>Waits until the caller gives up, before the work is done.</summary>
    public bool HangsBefore { get; init; }

    /// <summary>Waits until the caller gives up, after the work is done.</summary>
    public bool HangsAfter { get; init; }

    public static SeamFault Refuse(Exception exception) => new() { Before = exception };

    public static SeamFault LoseResponse(Exception exception) => new() { After = exception };

    public static SeamFault Observe(Action onArrival) => new() { OnArrival = onArrival };
}
