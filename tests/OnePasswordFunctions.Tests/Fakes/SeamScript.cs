namespace OnePasswordFunctions.Tests.Fakes;

/// <summary>Decides what happens to the calls of one fake: scripted faults first, then a rule, then nothing.</summary>
internal sealed class SeamScript
{
    private readonly Queue<SeamFault?> _faults = new();

    /// <summary>Chooses the fault of a call that no script covers; null for none.</summary>
    public Func<string, SeamFault?>? Decide { get; set; }

    /// <summary>Awaited when a call arrives and again when its work is done: where a model chooses who goes on.</summary>
    public Func<Task>? Turn { get; set; }

    /// <summary>The names of the calls so far.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Scripts the next calls, in order; null for a call that goes well.</summary>
    public void Next(params SeamFault?[] faults)
    {
        foreach (SeamFault? fault in faults)
        {
            _faults.Enqueue(fault);
        }
    }

    public async Task<T> RunAsync<T>(string name, Func<T> work, CancellationToken cancellationToken)
    {
        Calls.Add(name);
        SeamFault fault = (_faults.TryDequeue(out SeamFault? scripted) ? scripted : Decide?.Invoke(name)) ?? new SeamFault();
        await TakeTurnAsync();
        fault.OnArrival?.Invoke();
        cancellationToken.ThrowIfCancellationRequested();
        Throw(fault.Before);
        await HangAsync(fault.HangsBefore, cancellationToken);
        T result = work();
        await TakeTurnAsync();
        fault.OnDone?.Invoke();
        Throw(fault.After);
        await HangAsync(fault.HangsAfter, cancellationToken);
        return result;
    }

    private static void Throw(Exception? exception)
    {
        if (exception is not null)
        {
            throw exception;
        }
    }

    private static Task HangAsync(bool hangs, CancellationToken cancellationToken) =>
        hangs ? new TaskCompletionSource().Task.WaitAsync(cancellationToken) : Task.CompletedTask;

    private Task TakeTurnAsync() => Turn?.Invoke() ?? Task.CompletedTask;
}
