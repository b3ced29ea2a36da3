using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Time.Testing;
using Moq;
using OnePasswordFunctions.Functions;

namespace OnePasswordFunctions.Tests.Functions;

public sealed class InvocationDrainTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource _work = new();
    private readonly FunctionContext _context = Mock.Of<FunctionContext>();
    private readonly InvocationDrain _drain;

    public InvocationDrainTests() => _drain = new InvocationDrain(_time);

    [Fact]
    public void Stop_NothingRuns_IsDoneAtOnce() => Assert.True(_drain.StopAsync(CancellationToken.None).IsCompletedSuccessfully);

    [Fact]
    public async Task Stop_InvocationRuns_WaitsForIt()
    {
        Task invocation = _drain.Invoke(_context, _ => _work.Task);
        Task stop = _drain.StopAsync(CancellationToken.None);
        Assert.False(stop.IsCompleted);

        _work.SetResult();
        await invocation;
        await stop;
    }

    [Fact]
    public async Task Stop_OneOfTwoEnds_WaitsForTheOther()
    {
        Task ended = _drain.Invoke(_context, _ => Task.CompletedTask);
        Task invocation = _drain.Invoke(_context, _ => _work.Task);
        Task stop = _drain.StopAsync(CancellationToken.None);
        await _drain.Invoke(_context, _ => Task.CompletedTask);
        await ended;
        Assert.False(stop.IsCompleted);

        _work.SetResult();
        await invocation;
        await stop;
    }

    [Fact]
    public async Task Stop_InvocationFails_CountsAsEnded()
    {
        Task invocation = _drain.Invoke(_context, _ => _work.Task);
        Task stop = _drain.StopAsync(CancellationToken.None);
        _work.SetException(new InvalidOperationException("broken"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => invocation);
        await stop;
    }

    [Fact]
    public async Task Stop_InvocationDoesNotEnd_GivesUpBeforeTheHostKillsTheProcess()
    {
        _ = _drain.Invoke(_context, _ => _work.Task);
        Task stop = _drain.StopAsync(CancellationToken.None);
        _time.Advance(InvocationDrain.Longest - TimeSpan.FromMilliseconds(1));
        Assert.False(stop.IsCompleted);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        await stop;
    }
}
