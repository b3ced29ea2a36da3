using System.Diagnostics;
using System.Globalization;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.Benchmarks.Pipeline;

/// <summary>
/// A program that does less than the product, to compare with. It runs as a process of its own in the same round and prints what
/// each of its passes took.
/// </summary>
internal static class Baseline
{
    private const string Hub = "onepassword-events";

    /// <summary>Runs this program again, as a baseline.</summary>
    /// <returns>What each pass took.</returns>
    public static async Task<IReadOnlyList<PassFigures>> MeasureAsync(
        string command, EventsApiSimulator simulator, EventHubStandIn hub, int eventsPerFeed, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (string argument in (string[])[command, simulator.BaseAddress.ToString(), simulator.Token, hub.ConnectionString, eventsPerFeed.ToString(CultureInfo.InvariantCulture)])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(PassFigures.Parse)]
            : throw new InvalidOperationException($"The baseline '{command}' ended with {process.ExitCode}.");
    }

    /// <summary>The baseline's own process.</summary>
    /// <param name="args">The command, then what <see cref="MeasureAsync"/> passes on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var options = new EventHubProducerClientOptions { RetryOptions = { MaximumRetries = 0 } };
        await using var producer = new EventHubProducerClient(args[3], Hub, options);
        int events = int.Parse(args[4], CultureInfo.InvariantCulture);
        if (args[0] == ForwardingBaseline.Command)
        {
            await MeasurePassAsync(feed => ForwardingBaseline.RunAsync(feed, new Uri(args[1]), args[2], producer, cancellationToken));
            return 0;
        }

        Dictionary<EventFeed, SdkBaseline> feeds = [];
        foreach (EventFeed feed in EventFeed.All)
        {
            feeds[feed] = await SdkBaseline.CreateAsync(feed, new Uri(args[1]), args[2], cancellationToken);
        }

        // The first pass pays for compiling, the second does not, the third compiles little.
        await MeasurePassAsync(feed => feeds[feed].SendBareAsync(events, producer, cancellationToken));
        await MeasurePassAsync(feed => feeds[feed].SendBareAsync(events, producer, cancellationToken));
        await MeasurePassAsync(feed => feeds[feed].SendMessagesAsync(events, producer, cancellationToken));
        return 0;
    }

    private static async Task MeasurePassAsync(Func<EventFeed, Task> run)
    {
        (long start, TimeSpan cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await Task.WhenAll(EventFeed.All.Select(run));
        Console.WriteLine(new PassFigures(Environment.CpuUsage.TotalTime - cpu, Stopwatch.GetElapsedTime(start)).ToString());
    }
}
