namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>Keeps two processes from installing or publishing the same thing at once. Released when disposed, or when the process ends.</summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(200);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Waits until no other process holds the lock.</summary>
    /// <param name="repositoryRoot">The lock files lie below its artifacts folder.</param>
    /// <param name="name">What is locked.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<FileLock> AcquireAsync(string repositoryRoot, string name, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(repositoryRoot, "artifacts", "locks");
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, name + ".lock");
        while (true)
        {
            try
            {
                return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException)
            {
                await Task.Delay(RetryInterval, TimeProvider.System, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
