namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>Keeps two processes from installing or publishing the same thing at once.</summary>
internal static class FileLock
{
    private const int SaysSoAfterTries = 10;
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits until no other process holds the lock. It is released when the result is disposed, or when the process ends.</summary>
    /// <param name="repositoryRoot">The lock files lie below its artifacts folder.</param>
    /// <param name="name">What is locked.</param>
    /// <param name="report">Told when it has to wait.</param>
    /// <exception cref="LocalEnvironmentException">This user may not write there.</exception>
    public static async Task<IDisposable> AcquireAsync(string repositoryRoot, string name, Action<string> report, CancellationToken cancellationToken)
    {
        string path = Path.Combine(repositoryRoot, "artifacts", "locks", name + ".lock");
        for (int tries = 1; ; tries++)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException exception) when (IsHeld(exception))
            {
                if (tries == SaysSoAfterTries)
                {
                    report($"Waiting for another start that holds {path}");
                }

                await Task.Delay(RetryInterval, TimeProvider.System, cancellationToken);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new LocalEnvironmentException($"{path} cannot be opened for writing, as everything that is installed and built here needs. Use a clone that belongs to you. ({exception.Message})", exception);
            }
        }
    }

    // .NET gives the system's own number: EAGAIN of Linux, that of macOS, and Windows' sharing violation.
    private static bool IsHeld(IOException exception) => exception.HResult is 11 or 35 or unchecked((int)0x80070020);
}
