namespace OnePasswordFunctions.Diagnostics.Connection;

/// <summary>What became of one check.</summary>
internal enum CheckOutcome
{
    /// <summary>All is well.</summary>
    Ok,

    /// <summary>Something must be mended.</summary>
    Failed,

    /// <summary>Not tried, because it does not apply or because something before it failed.</summary>
    Skipped,
}
