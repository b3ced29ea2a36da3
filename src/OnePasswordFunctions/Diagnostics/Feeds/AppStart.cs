namespace OnePasswordFunctions.Diagnostics.Feeds;

/// <summary>When this process began to serve: from then on a timer that should have fired has no excuse.</summary>
internal sealed record AppStart(DateTimeOffset Time);
