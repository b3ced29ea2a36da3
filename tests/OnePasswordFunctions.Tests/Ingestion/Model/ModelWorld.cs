using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Ingestion.Model;

/// <summary>One feed, one table and one hub, and the processes that come and go over them. Plays a schedule and checks it against the model.</summary>
internal sealed class ModelWorld(ModelRules rules, ModelFigures figures)
{
    public static readonly EventFeed Feed = EventFeed.AuditEvents;

    private readonly List<(ModelProcess Process, TaskCompletionSource Turn)> _waiting = [];
    private DeliveryModel? _model;
    private ModelHub? _hub;
    private ModelReadBack? _left;
    private Random _random = new(0);
    private int _number;
    private int _ids;

    public ModelFigures Figures => figures;

    public ModelRules Rules => rules;

    public SteppedTime Time { get; } = new();

    public InMemoryCursorStore Store { get; } = new();

    public List<FakeEvent> Arrived { get; } = [];

    public List<PublishedBatch> Batches { get; } = [];

    /// <summary>What the hub holds, to be read.</summary>
    public ModelHub Hub => _hub ??= new ModelHub(Time);

    public DeliveryModel Model => _model ??= new DeliveryModel(Arrived, Store.DeadLetters);

    /// <summary>Raised when the API stops taking its cursors.</summary>
    public int Generation { get; private set; }

    /// <summary>An id that no other call gets.</summary>
    public string NewId() => $"id-{++_ids}";

    /// <summary>Of a new process, or of one that has made a run and lives on.</summary>
    public ModelReadBack TakeReadBack()
    {
        ModelReadBack? left = _random.Next(2) == 0 ? _left : null;
        _left = null;
        return left ?? new ModelReadBack(this);
    }

    /// <summary>A process lives on after its run.</summary>
    public void LeaveReadBack(ModelReadBack? readBack) => _left = readBack;

    public static bool IsTooLarge(string id) => id.StartsWith("BIG", StringComparison.Ordinal);

    /// <summary>Plays the steps, lets everything recover, and checks that nothing is missing.</summary>
    public void Play(IReadOnlyList<ModelStep> steps)
    {
        foreach (ModelStep step in steps)
        {
            Take(step);
        }

        int runs = 0;
        while (Run([runs], isHealthy: true)[0] is not { Outcome: RunOutcome.CaughtUp, HasMore: false })
        {
            DeliveryModel.Require(++runs < 1000, "the feed does not catch up");
        }

        foreach (FakeEvent item in Arrived)
        {
            bool isDeadLetter = Store.DeadLetters.ContainsKey(item.Id);
            DeliveryModel.Require(isDeadLetter == IsTooLarge(item.Id), $"{item.Id} is a dead letter: {isDeadLetter}");
            DeliveryModel.Require(isDeadLetter || Batches.Any(batch => batch.Ids.Contains(item.Id)), $"{item.Id} is missing");
        }

        Model.CheckEnd(Store.Peek(Feed)!);
        DeliveryModel.Require(!rules.OnlyKills || Model.Repeats == 0, $"{Model.Repeats} repeats although nothing went wrong but kills");
        figures.Events += Arrived.Count;
        figures.DeadLetters += Store.DeadLetters.Count;
        figures.Repeats += Model.Repeats;
        figures.Clashes += Model.Clashes;
        figures.MostRepeatsOfOneEvent = Math.Max(figures.MostRepeatsOfOneEvent, Model.MostRepeats);
    }

    /// <summary>Lets a process go on when the schedule says so.</summary>
    public Task TurnAsync(ModelProcess process)
    {
        var turn = new TaskCompletionSource();
        _waiting.Add((process, turn));
        return turn.Task;
    }

    /// <summary>One event becomes visible.</summary>
    public void Arrive()
    {
        if (Arrived.Count > 0 && _random.Next(25) == 0)
        {
            Arrived.Add(Arrived[_random.Next(Arrived.Count)]);
            return;
        }

        TimeSpan lateness = _random.Next(4) == 0 ? TimeSpan.FromSeconds(_random.Next(3500)) : TimeSpan.Zero;
        string id = (_random.Next(20) == 0 ? "BIG" : "E") + ++_number;
        DateTimeOffset claimed = _random.Next(15) == 0 ? new DateTimeOffset(2099, 12, 31, 23, 59, 59, TimeSpan.Zero) : Time.GetUtcNow() - lateness;
        Arrived.Add(FakeEvent.Create(id, claimed));
    }

    /// <summary>Another program rewrites the row, so that whoever read it before can not commit.</summary>
    public void WriteAsAnother()
    {
        if (Store.Peek(Feed) is { } row)
        {
            Store.Put(Feed, row with { RunId = "another", CommitCount = row.CommitCount + 1 });
        }
    }

    private void Take(ModelStep step)
    {
        _random = new Random(step.Seed);
        switch (step.Kind)
        {
            case ModelStepKind.Arrive:
                for (int left = _random.Next(1, 12); left > 0; left--)
                {
                    Arrive();
                }

                break;
            case ModelStepKind.OlderRow:
                Store.Put(Feed, new FeedState { Position = FeedPosition.AtTime(Time.GetUtcNow().AddDays(-1), _random.Next(1, 13)), FirstStartTime = Time.GetUtcNow().AddDays(-1) });
                figures.OlderRows++;
                break;
            case ModelStepKind.RejectCursors:
                Generation++;
                break;
            case ModelStepKind.Wait:
                Time.Advance(TimeSpan.FromSeconds(_random.Next(1, 1800)));
                break;
            default:
                Run(step.Kind == ModelStepKind.Run ? [step.Seed] : [step.Seed, step.Seed + 1], isHealthy: false);
                break;
        }
    }

    private RunResult?[] Run(int[] seeds, bool isHealthy)
    {
        ModelProcess[] processes = [.. seeds.Select(seed => new ModelProcess(this, seed, isHealthy))];
        try
        {
            RunResult?[] results = new RunPump(Time) { Step = LetOneGoOn }.Run(() => Task.WhenAll(processes.Select(process => process.RunAsync())));
            Model.CheckRepeats();
            return results;
        }
        finally
        {
            Array.ForEach(processes, process => process.Dispose());
        }
    }

    private bool LetOneGoOn()
    {
        if (_waiting.Count == 0)
        {
            return false;
        }

        int chosen = _random.Next(_waiting.Count);
        if (_waiting[chosen].Process.Patience > 1 && _random.Next(_waiting[chosen].Process.Patience) > 0)
        {
            chosen = _random.Next(_waiting.Count);
        }

        TaskCompletionSource turn = _waiting[chosen].Turn;
        _waiting.RemoveAt(chosen);
        turn.SetResult();
        return true;
    }
}
