namespace OnePasswordFunctions.LocalEnvironment.Azurite;

/// <summary>Where Azurite is and what it serves.</summary>
internal sealed record AzuriteOptions
{
    /// <summary>The folder in which node_modules lies.</summary>
    public required string RepositoryRoot { get; init; }

    /// <summary>Where the data are kept. Null: a temporary folder that is deleted when the server is disposed.</summary>
    public string? Folder { get; init; }

    /// <summary>Blobs and queues too, which Core Tools needs; the Functions host stand-in needs tables only.</summary>
    public bool WithBlobAndQueue { get; init; }
}
