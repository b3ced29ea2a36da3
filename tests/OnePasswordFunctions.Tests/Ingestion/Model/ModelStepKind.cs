namespace OnePasswordFunctions.Tests.Ingestion.Model;

internal enum ModelStepKind
{
    /// <summary>A version that knew no streams has made the row.</summary>
    OlderRow,

    /// <summary>Events become visible, some with old timestamps, some by a clock that is far ahead, some twice, some too large for any batch.</summary>
    Arrive,

    /// <summary>One process runs the feed, with settings and faults of its own.</summary>
    Run,

    /// <summary>Two processes run it at once, interleaved call by call.</summary>
    RunTwo,

    /// <summary>The API stops taking every cursor that it has issued.</summary>
    RejectCursors,

    /// <summary>Time passes.</summary>
    Wait,
}
