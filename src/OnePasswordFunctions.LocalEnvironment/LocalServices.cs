using OnePasswordFunctions.LocalEnvironment.Azurite;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.EventsApi;
using OnePasswordFunctions.LocalEnvironment.Progress;
using OnePasswordFunctions.LocalEnvironment.Proof;

namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>What the app works with: Azurite, and the stand-ins for those of the other services that are not real.</summary>
internal sealed class LocalServices : IAsyncDisposable
{
    private const int Feeds = 3;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private readonly LocalEnvironmentOptions _options;
    private readonly TimeProvider _timeProvider;

    /// <exception cref="LocalEnvironmentException">Node.js is missing.</exception>
    public LocalServices(LocalEnvironmentOptions options, string repositoryRoot, TimeProvider timeProvider)
    {
        (_options, _timeProvider) = (options, timeProvider);
        Azurite = new AzuriteServer(repositoryRoot, options.DataPath("azurite"), withBlobAndQueue: options.UseCoreTools);
        Simulator = options.ServerUrl is null ? new EventsApiSimulator(CreateSimulatorOptions(options), timeProvider) : null;
        if (options.EventHubConnection is null)
        {
            var hub = new EventHubStandInOptions { MessagesKept = 100_000, JournalPath = options.DataPath("event-hub-batches.journal") };
            hub.Hubs[0] = options.EventHubName;
            Ledger = Simulator is null ? null : new DeliveryLedger(Simulator);
            hub.Observer = message => Ledger?.Record(message.Body.Span);
            Hub = new EventHubStandIn(hub, timeProvider);
        }
    }

    public AzuriteServer Azurite { get; }

    /// <summary>Null when a real account is asked.</summary>
    public EventsApiSimulator? Simulator { get; }

    /// <summary>Null when events go to a real namespace, or to Microsoft's emulator.</summary>
    public EventHubStandIn? Hub { get; }

    /// <summary>Compares the two; null when one of them is real.</summary>
    public DeliveryLedger? Ledger { get; }

    /// <summary>The app settings that lead to them; known after the start.</summary>
    public Dictionary<string, string> Settings => new WorkerSettings(
        (_options.ServerUrl ?? Simulator!.BaseAddress).AbsoluteUri.TrimEnd('/'),
        _options.Token ?? Simulator!.Token,
        _options.EventHubConnection ?? Hub!.ConnectionString,
        Azurite.ConnectionString)
    {
        EventHubName = _options.EventHubName,
        Schedule = _options.Schedule,
        Maximum = _options.Maximum,
    }.ToDictionary();

    /// <summary>Starts all of them, with the faults that were asked for.</summary>
    /// <exception cref="LocalEnvironmentException">One cannot be started; the message says what to do.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Azurite.StartAsync(cancellationToken);
        if (Simulator is not null)
        {
            await Simulator.StartAsync(cancellationToken);
            Array.ForEach([.. _options.Faults], fault => Simulator.AddFault(fault));
        }

        if (Hub is not null)
        {
            await Hub.StartAsync(cancellationToken);
            Array.ForEach([.. _options.HubFaults], fault => Hub.AddFault(fault));
        }
    }

    /// <summary>Waits until every event that the simulator has is in the hub, and then for one more run of each feed, in which a repeat would show.</summary>
    /// <returns>False when the time limit is over before.</returns>
    public async Task<bool> WaitUntilCaughtUpAsync(ProgressBoard board, CancellationToken cancellationToken)
    {
        long started = _timeProvider.GetTimestamp();
        DateTimeOffset? complete = null;
        while (_timeProvider.GetElapsedTime(started) < _options.TimeLimit)
        {
            complete ??= Simulator!.IsFullyVisible && Ledger!.Compare().IsComplete ? _timeProvider.GetUtcNow() : null;
            if (complete is { } moment && board.EveryFeedRanSince(moment))
            {
                return true;
            }

            await Task.Delay(PollInterval, _timeProvider, cancellationToken);
        }

        return false;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await (Hub?.DisposeAsync() ?? default);
        await (Simulator?.DisposeAsync() ?? default);
        await Azurite.DisposeAsync();
    }

    private static SimulatorOptions CreateSimulatorOptions(LocalEnvironmentOptions options)
    {
        var simulator = new SimulatorOptions
        {
            LiveEventsPerSecond = options.Rate / Feeds,
            // The same for each feed, so rounded up: a proof counts what there is, not what was asked for.
            LiveEventsPerFeed = (options.LiveEvents + Feeds - 1) / Feeds,
            LateShare = options.LatePercent / 100,
            Latency = options.Latency,
        };
        foreach (SimulatedFeed feed in SimulatedFeed.All)
        {
            simulator.EventsOf[feed] = (options.Events + Feeds - 1 - feed.Index) / Feeds;
        }

        return simulator;
    }
}
