namespace OnePasswordFunctions.Cursors;

/// <summary>Where the feeds' rows live.</summary>
internal sealed class CursorStoreOptions
{
    /// <summary>What the name of the dead-letter table adds to <see cref="TableName"/>.</summary>
    public const string DeadLettersSuffix = "DeadLetters";

    /// <summary>What the name of the run-history table adds to <see cref="TableName"/>.</summary>
    public const string RunsSuffix = "Runs";

    /// <summary>The table service; null only when the settings have problems.</summary>
    public required TableServiceAccess? Access { get; init; }

    /// <summary>The table of positions.</summary>
    public required string TableName { get; init; }

    /// <summary>The partition key of every row of this deployment.</summary>
    public required string Partition { get; init; }

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
