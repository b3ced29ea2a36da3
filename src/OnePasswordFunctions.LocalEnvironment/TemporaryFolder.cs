namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>A folder in the system's temporary one that goes when it is disposed, or else with this process.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <param name="prefix">The start of the folder's name, which says whose it is.</param>
    public TemporaryFolder(string prefix)
    {
        Path = Directory.CreateTempSubdirectory(prefix).FullName;
        ChildProcess.AllEnded += Dispose;
    }

    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Disposed before; or a process that is ending still writes here, and it is the temporary folder's then.
        }
    }
}
