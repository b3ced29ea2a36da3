using System.Globalization;

namespace OnePasswordFunctions.IntegrationTests.Soak;

/// <summary>Reads again and again from Linux how much memory a process holds. The peak is the kernel's own, so that none falls between two readings.</summary>
internal sealed class MemoryWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly string _folder;
    private readonly Func<double> _share;
    private readonly List<MemorySample> _samples = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _watching;

    /// <param name="processId">The process, which must live as long as the watch.</param>
    /// <param name="share">How much of the work is done.</param>
    public MemoryWatch(int processId, Func<double> share)
    {
        (_folder, _share) = (string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}"), share);
        _watching = WatchAsync();
    }

    /// <summary>Ends the watch with a last reading; gives all, the oldest first.</summary>
    public async Task<IReadOnlyList<MemorySample>> EndAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        _stopping.Dispose();
        _samples.Add(Read());
        return _samples;
    }

    private async Task WatchAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            _samples.Add(Read());
            await Task.Delay(Interval, TimeProvider.System, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private MemorySample Read()
    {
        string[] status = File.ReadAllLines(_folder + "/status");
        return new MemorySample(_share(), Megabytes(status, "VmRSS:"), Megabytes(status, "VmHWM:"), Directory.GetFileSystemEntries(_folder + "/fd").Length);
    }

    private static double Megabytes(string[] status, string name)
    {
        string line = status.First(line => line.StartsWith(name, StringComparison.Ordinal));
        return int.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) / 1024.0;
    }
}
