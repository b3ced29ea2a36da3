using System.Collections.Frozen;
using Microsoft.Extensions.Logging.Abstractions;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion.Model;

/// <summary>One process that runs the feed, with faults at its three seams. A crash ends the run; the next run is a new process.</summary>
internal sealed class ModelProcess : IDisposable
{
    private readonly ModelWorld _world;
    private readonly Random _random;
    private readonly FakeEventsApi _api;
    private readonly RecordingEventPublisher _hub;
    private readonly InMemoryCursorStore _store;
    private readonly CancellationTokenSource _shutdown = new();
    private readonly int _maximum;
    private readonly double _faultRate;
    private readonly bool _isEnabled;
    private readonly string _fingerprint;
    private readonly ModelReadBack? _readBack;
    private readonly List<(string Id, long Number)> _unstored = [];
    private int _acknowledged;
    private bool _losesResponse;

    public ModelProcess(ModelWorld world, int seed, bool isHealthy)
    {
        (_world, _random) = (world, new Random(seed));
        _maximum = isHealthy || _random.Next(4) == 0 ? 1000 : _random.Next(1, 13);
        _faultRate = isHealthy ? 0 : _random.Next(5) switch { 0 => 0, 4 => 0.3, _ => 0.08 };
        _isEnabled = isHealthy || _random.Next(20) > 0;
        _fingerprint = _random.Next(5) == 0 ? "renewed" : "fingerprint";
        Patience = _random.Next(3) == 0 ? 10 : 1;
        _api = new FakeEventsApi { Arrived = world.Arrived, Generation = world.Generation };
        _hub = new RecordingEventPublisher { Batches = world.Batches, BatchSize = isHealthy ? 100 : _random.Next(1, 6), OnAccepted = Accept, Refuses = ModelWorld.IsTooLarge };
        _store = world.Store.ForAnotherProcess();
        _store.OnWritten = Written;
        _readBack = world.Rules.ReadsBack ? world.TakeReadBack() : null;
        SeamScript[] scripts = [_api.Script, _hub.Script, _store.Script, .. _readBack is null ? Array.Empty<SeamScript>() : [_readBack.Script]];
        foreach (SeamScript script in scripts)
        {

            script.Turn = () => world.TurnAsync(this);
            script.Decide = Decide;
        }
    }

    /// <summary>How many times less often this process gets its turn than one with 1.</summary>
    public int Patience { get; }

    public async Task<RunResult?> RunAsync()
    {
        _world.Figures.Runs++;
        var ingester = new FeedIngester(_api, _hub, _store, Options(), new RetryPolicy(() => 0.5), _world.NewId, _world.Time, NullLogger<FeedIngester>.Instance, _readBack?.ReadBack);
        try
        {
            RunResult result = await ingester.RunAsync(ModelWorld.Feed, _shutdown.Token);
            DeliveryModel.Require(result.Tally.Events == _acknowledged, $"the run counted {result.Tally.Events} events and was told of {_acknowledged}");
            Count(result);
            _world.LeaveReadBack(_readBack);
            return result;
        }
        catch (ModelCrashException)
        {
            _world.Figures.Crashes++;
            return null;
        }
        finally
        {
            _world.Model.AllowRepeat(_unstored.Select(sent => sent.Id));
        }
    }

    public void Dispose() => _shutdown.Dispose();

    private IngestionOptions Options() => new()
    {
        FetchEvents = _isEnabled,
        MaximumPerFetch = EventFeed.All.ToFrozenDictionary(feed => feed, _ => _maximum),
        TokenFingerprint = _fingerprint,
    };

    private void Count(RunResult result)
    {
        _world.Figures.Conflicts += result.Outcome == RunOutcome.Superseded ? 1 : 0;
        _world.Figures.Stops += result.Outcome == RunOutcome.Stopped ? 1 : 0;
        _world.Figures.HardStops += result.Outcome == RunOutcome.BudgetSpent ? 1 : 0;
    }

    private void Accept(PublishedBatch batch)
    {
        DeliveryModel.Require(_acknowledged + batch.Ids.Count <= _maximum, $"{_acknowledged + batch.Ids.Count} events of at most {_maximum} in one run");
        DeliveryModel.Require(_unstored.Count == 0, "a batch was sent before the position behind the last one was stored");
        _world.Model.CheckStream(batch.Stream, _world.Store.Peek(ModelWorld.Feed));
        _world.Hub.Add(batch);
        foreach ((string id, long number) in batch.Numbered)
        {
            _world.Model.Accept(id);
            _world.Model.Number(id, number);
        }

        if (_losesResponse)
        {
            _world.Figures.LostResponses++;
            _world.Model.AllowRepeat(batch.Ids);
        }
        else
        {
            _acknowledged += batch.Ids.Count;
            _unstored.AddRange(batch.Numbered);
        }
    }

    private void Written(FeedState state)
    {
        _world.Figures.FoundInHub += _world.Model.Store(_unstored, state, _world.Rules.ReadsBack);
        _unstored.Clear();
        if (state is { Recovering: true, Position: { Cursor: null, PublishedInPage: 0 } })
        {
            _world.Figures.Recoveries++;
            _world.Model.AllowRecovery(state);
        }

        _world.Model.CheckPosition(state.Position, "commit");
    }

    private SeamFault? Decide(string call)
    {
        SeamFault? fault = _random.NextDouble() < _faultRate ? ChooseFault(call) : null;
        if (call != "publish")
        {
            return fault;
        }

        // The calls of a run overlap, so what becomes of this one is noted when it arrives, not now.
        bool losesResponse = fault is { After: not null } or { HangsAfter: true };
        return (fault ?? new SeamFault()) with
        {
            OnArrival = () =>
            {
                fault?.OnArrival?.Invoke();
                _losesResponse = losesResponse;
            },
        };
    }

    private SeamFault ChooseFault(string call)
    {
        int roll = _random.Next(_world.Rules.OnlyKills ? 24 : 100);
        return roll switch
        {
            < 12 => SeamFault.Refuse(new ModelCrashException()),
            < 24 => SeamFault.LoseResponse(new ModelCrashException()),
            < 27 => new SeamFault { HangsBefore = true },
            < 30 => new SeamFault { HangsAfter = true },
            < 36 => SeamFault.Observe(_shutdown.Cancel),
            < 42 => SeamFault.Observe(_world.Arrive),
            < 48 when call == "commit" => SeamFault.Observe(_world.WriteAsAnother),
            < 65 => SeamFault.Refuse(Failure(call, isTransient: true)),
            < 85 => SeamFault.LoseResponse(Failure(call, isTransient: true)),
            _ => SeamFault.Refuse(Failure(call, isTransient: false)),
        };
    }

    private IngestionException Failure(string call, bool isTransient)
    {
        IngestionTarget target = call switch { "page" or "introspect" => IngestionTarget.EventsApi, "publish" or "bounds" or "messages" => IngestionTarget.EventHub, _ => IngestionTarget.CursorStore };
        return target == IngestionTarget.CursorStore ? Failures.StateUnavailable(isTransient)
            : !isTransient ? Failures.Permanent(target, _random.Next(2) == 0 ? IngestionFailure.Unauthorized : IngestionFailure.RequestRejected)
            : _random.Next(3) == 0 ? Failures.Throttled(target, TimeSpan.FromSeconds(_random.Next(4) * 100))
            : Failures.Transient(target);
    }
}
