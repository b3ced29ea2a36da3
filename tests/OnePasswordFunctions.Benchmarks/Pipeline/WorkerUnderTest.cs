using System.Diagnostics;
using System.Text.Json;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.Benchmarks.Pipeline;

/// <summary>The published worker as its own process, driven over gRPC as the Functions host does, and measured by the operating system.</summary>
internal sealed class WorkerUnderTest : IAsyncDisposable
{
    private readonly FunctionsHostStandIn _host;
    private Process? _process;

    private WorkerUnderTest(string app, IReadOnlyDictionary<string, string> settings) => _host = new FunctionsHostStandIn(new FunctionsHostOptions
    {
        AppRoot = app,
        Settings = new Dictionary<string, string>(settings) { ["AzureFunctionsJobHost__functionTimeout"] = "01:00:00" },
        RunTimers = false,
        TerminationGrace = TimeSpan.Zero,
        StartProcess = Start,
    }, TimeProvider.System);

    /// <summary>When the process was started.</summary>
    public long Started { get; private set; }

    /// <summary>What the operating system charges the process so far.</summary>
    public TimeSpan CpuTime => Refreshed().TotalProcessorTime;

    /// <summary>Where its HTTP functions are called.</summary>
    public Uri BaseAddress => _host.BaseAddress;

    /// <summary>The most memory that the process has had, in bytes; code that it shares with other processes is part of it.</summary>
    public long PeakMemory => ReadMemory("VmHWM") ?? Refreshed().PeakWorkingSet64;

    /// <summary>The memory that the process has, in bytes, counted as for <see cref="PeakMemory"/>.</summary>
    public long Memory => ReadMemory("VmRSS") ?? Refreshed().WorkingSet64;

    /// <summary>Starts the worker; returns when its functions are loaded.</summary>
    public static async Task<WorkerUnderTest> StartAsync(string app, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var worker = new WorkerUnderTest(app, settings);
        await worker._host.StartAsync(cancellationToken);
        return worker;
    }

    /// <summary>Lets <see cref="PeakMemory"/> begin anew; only Linux can.</summary>
    public void ForgetPeak()
    {
        if (OperatingSystem.IsLinux())
        {
            File.WriteAllText($"/proc/{_process!.Id}/clear_refs", "5");
        }
    }

    /// <summary>Fires a feed's timer; returns the run's record.</summary>
    /// <exception cref="InvalidOperationException">The run failed.</exception>
    public async Task<JsonElement> InvokeAsync(EventFeed feed, CancellationToken cancellationToken)
    {
        InvocationResult result = await _host.InvokeTimerAsync(feed.FunctionName, cancellationToken);
        string? record = result.Logs.Select(line => line.Text).FirstOrDefault(text => text.StartsWith('{'));
        return result.Succeeded && record is not null
            ? JsonDocument.Parse(record).RootElement
            : throw new InvalidOperationException($"{feed}: {result.Error} {string.Join(Environment.NewLine, result.Logs.Select(line => line.Text))}");
    }

    /// <summary>Fires a feed's timer until there is nothing more to read; returns the number of events.</summary>
    public async Task<long> DrainAsync(EventFeed feed, CancellationToken cancellationToken)
    {
        long events = 0;
        JsonElement record;
        do
        {
            record = await InvokeAsync(feed, cancellationToken);
            events += record.GetProperty("events").GetInt64();
        }
        while (record.GetProperty("hasMore").GetBoolean());
        return events;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _process?.Dispose();
    }

    private Process Refreshed()
    {
        _process!.Refresh();
        return _process;
    }

    private long? ReadMemory(string name)
    {
        string path = $"/proc/{_process!.Id}/status";
        string? line = File.Exists(path) ? File.ReadLines(path).FirstOrDefault(text => text.StartsWith(name, StringComparison.Ordinal)) : null;
        return line is null ? null : long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
    }

    private ChildProcess Start(ProcessStartInfo startInfo, Action<string, bool> line)
    {
        Started = Stopwatch.GetTimestamp();
        var process = ChildProcess.Start(startInfo, line);
        _process = Process.GetProcessById(process.Id);
        return process;
    }
}
