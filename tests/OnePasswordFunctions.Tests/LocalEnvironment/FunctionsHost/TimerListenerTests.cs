using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

public sealed class TimerListenerTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 6, 53, 2, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("timers-");
    private readonly FakeTimeProvider _clock = new(Start);
    private readonly ConcurrentQueue<(DateTimeOffset At, ScheduleStatus? Status, bool IsPastDue)> _runs = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly HostLog _log = new();
    private Func<Task> _work = () => Task.CompletedTask;

    private string StatusPath => Path.Combine(_folder.FullName, "timers", "Ingest", "status");

    public void Dispose()
    {
        _stopping.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task ListenAsync_EveryMinute_TellsThisOccurrenceAsNextAndThePreviousRunAsLast()
    {
        Task listening = Listen("0 * * * * *");
        await AdvanceAsync(TimeSpan.FromSeconds(58), runs: 1);
        await AdvanceAsync(TimeSpan.FromSeconds(60), runs: 2);
        await EndAsync(listening);

        (DateTimeOffset _, ScheduleStatus? first, bool _) = _runs.First();
        Assert.Equal(new ScheduleStatus(default, At("06:54:00"), default), first);
        (DateTimeOffset at, ScheduleStatus? second, bool isPastDue) = _runs.Last();
        Assert.Equal(At("06:55:00"), at);
        Assert.Equal(new ScheduleStatus(At("06:54:00"), At("06:55:00"), At("06:54:00")), second);
        Assert.False(isPastDue);
        Assert.Equal(new ScheduleStatus(At("06:55:00"), At("06:56:00"), At("06:55:00")), ScheduleStatus.Read(StatusPath, _log));
    }

    [Fact]
    public async Task ListenAsync_RunOverrunsThreeTicks_FiresOnceAndIsBackOnSchedule()
    {
        var release = new TaskCompletionSource();
        _work = () => release.Task;
        Task listening = Listen("0 * * * * *");
        await AdvanceAsync(TimeSpan.FromSeconds(58), runs: 1);
        _clock.Advance(TimeSpan.FromSeconds(190));
        Assert.Single(_runs);

        _work = () => Task.CompletedTask;
        release.SetResult();
        await UntilAsync(2);
        await AdvanceAsync(TimeSpan.FromSeconds(50), runs: 3);
        await EndAsync(listening);

        Assert.Equal([At("06:54:00"), At("06:57:10"), At("06:58:00")], _runs.Select(run => run.At));
    }

    [Fact]
    public async Task ListenAsync_DueWhileNoHostWasAlive_RunsAtOnceAndIsPastDue()
    {
        Store(new ScheduleStatus(At("06:50:00"), At("06:51:00"), At("06:50:00")));

        Task listening = Listen("0 * * * * *");
        await UntilAsync(1);
        await AdvanceAsync(TimeSpan.FromSeconds(58), runs: 2);
        await EndAsync(listening);

        Assert.Equal([true, false], _runs.Select(run => run.IsPastDue));
        Assert.Equal(Start, _runs.First().At);
        Assert.Equal(At("06:51:00"), _runs.First().Status!.Next);
    }

    [Fact]
    public async Task ListenAsync_NeverFiredAndDueBeforeTheStart_IsPastDue()
    {
        Store(new ScheduleStatus(default, At("06:51:00"), At("06:50:30")));

        Task listening = Listen("0 * * * * *");
        await UntilAsync(1);
        await EndAsync(listening);

        Assert.True(_runs.Single().IsPastDue);
    }

    [Fact]
    public async Task ListenAsync_ScheduleChanged_MakesUpForNothing()
    {
        Store(new ScheduleStatus(At("06:50:00"), At("06:51:00"), At("06:50:00")));

        Task listening = Listen("0 0 * * * *");
        await AdvanceAsync(At("07:00:00") - Start, runs: 1);
        await EndAsync(listening);

        Assert.False(_runs.Single().IsPastDue);
        Assert.Equal(At("07:00:00"), _runs.Single().At);
    }

    [Fact]
    public async Task ListenAsync_MoreOftenThanOnceAMinute_KeepsNoStatus()
    {
        Task listening = Listen("*/10 * * * * *");
        await AdvanceAsync(TimeSpan.FromSeconds(8), runs: 1);
        await EndAsync(listening);

        Assert.Null(_runs.Single().Status);
        Assert.Null(ScheduleStatus.Read(StatusPath, _log));
    }

    [Fact]
    public async Task ListenAsync_UnreadableStatus_CountsAsMissing()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(StatusPath)!);
        await File.WriteAllTextAsync(StatusPath, "{ broken");

        Task listening = Listen("0 * * * * *");
        await AdvanceAsync(TimeSpan.FromSeconds(58), runs: 1);
        await EndAsync(listening);

        Assert.False(_runs.Single().IsPastDue);
    }

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse($"2026-11-22T{time}+00:00", null);

    private void Store(ScheduleStatus status) => status.Write(StatusPath, _log);

    private Task Listen(string schedule)
    {
        var listener = new TimerListener(TimerSchedule.Parse(schedule), StatusPath, RunAsync, _log, _clock);
        return listener.ListenAsync(_stopping.Token);
    }

    private Task RunAsync(ScheduleStatus? status, bool isPastDue, CancellationToken cancellationToken)
    {
        _runs.Enqueue((_clock.GetUtcNow(), status, isPastDue));
        return _work();
    }

    private async Task AdvanceAsync(TimeSpan time, int runs)
    {
        _clock.Advance(time);
        await UntilAsync(runs);
    }

    private Task UntilAsync(int runs) => Eventually.TrueAsync(() => _runs.Count >= runs, $"run {runs}");

    private async Task EndAsync(Task listening)
    {
        await _stopping.CancelAsync();
        await listening;
    }
}
