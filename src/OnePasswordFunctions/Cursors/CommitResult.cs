namespace OnePasswordFunctions.Cursors;

/// <summary>The answer to a conditional commit: the row's new version, or that another writer was there first.</summary>
/// <param name="ETag">The new version; null when superseded.</param>
internal readonly record struct CommitResult(string? ETag)
{
    /// <summary>Another writer changed the row; nothing was written.</summary>
    public static readonly CommitResult Superseded;

    /// <summary>Whether the row now holds the state.</summary>
    public bool IsCommitted => ETag is not null;

    /// <summary>The row holds the state as version <paramref name="etag"/>.</summary>
    public static CommitResult Committed(string etag) => new(etag);
}
