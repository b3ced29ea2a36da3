using OnePasswordFunctions.LocalEnvironment;

namespace OnePasswordFunctions.Tests.LocalEnvironment;

public sealed class FileLockTests : IDisposable
{
    private readonly TemporaryFolder _root = new("locks-");

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task AcquireAsync_HeldByAnother_WaitsAndSaysSo()
    {
        IDisposable first = await FileLock.AcquireAsync(_root.Path, "npm", _ => { }, CancellationToken.None);
        var said = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);

        Task<IDisposable> second = FileLock.AcquireAsync(_root.Path, "npm", text => said.TrySetResult(text), CancellationToken.None);
        Assert.Contains("npm.lock", await said.Task, StringComparison.Ordinal);
        Assert.False(second.IsCompleted);

        first.Dispose();
        (await second).Dispose();
    }

    [Fact]
    public async Task AcquireAsync_FolderThatCannotBeMade_SaysWhatAndDoesNotWait()
    {
        File.WriteAllText(Path.Combine(_root.Path, "artifacts"), "a file");

        LocalEnvironmentException exception = await Assert.ThrowsAsync<LocalEnvironmentException>(() => FileLock.AcquireAsync(_root.Path, "npm", _ => { }, CancellationToken.None));

        Assert.Contains(Path.Combine("artifacts", "locks", "npm.lock"), exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public async Task AcquireAsync_LockThatCannotBeOpened_SaysWhatAndDoesNotWait()
    {
        // As another user's file: it is there, and opening it for writing fails.
        Directory.CreateDirectory(Path.Combine(_root.Path, "artifacts", "locks", "npm.lock"));

        LocalEnvironmentException exception = await Assert.ThrowsAsync<LocalEnvironmentException>(() => FileLock.AcquireAsync(_root.Path, "npm", _ => { }, CancellationToken.None));

        Assert.Contains("npm.lock", exception.Message, StringComparison.Ordinal);
    }
}
