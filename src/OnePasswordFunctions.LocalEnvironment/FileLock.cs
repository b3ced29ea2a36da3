namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>Keeps two processes from installing or publishing the same thing at once. Released when disposed, or when the process ends.</summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SaysSoAfter = TimeSpan.FromSeconds(2);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Waits until no other process holds the lock.</summary>
    /// <param name="repositoryRoot">The lock files lie below its artifacts folder.</param>
    /// <param name="name">What is locked.</param>
    /// <param name="report">Told when it has to wait.</param>
    /// <exception cref="LocalEnvironmentException">This user may not write there.</exception>
    public static async Task<FileLock> AcquireAsync(string repositoryRoot, string name, Action<string> report, CancellationToken cancellationToken)
    {
        string path = Path.Combine(repositoryRoot, "artifacts", "locks", name + ".lock");
        long started = TimeProvider.System.GetTimestamp();
        bool hasSaid = false;
        while (true)
        {
            if (TryOpen(path) is { } file)
            {
                return new FileLock(file);
            }

            if (!hasSaid && TimeProvider.System.GetElapsedTime(started) > SaysSoAfter)
            {
                hasSaid = true;
                report($"Waiting for another start that holds {path}");
            }

            await Task.Delay(RetryInterval, TimeProvider.System, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static FileStream? TryOpen(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (IsHeld(exception))
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LocalEnvironmentException($"{path} cannot be opened for writing, as everything that is installed and built here needs. Use a clone that belongs to you. ({exception.Message})", exception);
        }
    }

    // .NET gives the system's own number: EAGAIN of Linux, that of macOS, and Windows' sharing violation.
    private static bool IsHeld(IOException exception) => exception.HResult is 11 or 35 or unchecked((int)0x80070020);
}
