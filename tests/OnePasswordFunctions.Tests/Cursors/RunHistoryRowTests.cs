using Azure.Data.Tables;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Cursors;

public sealed class RunHistoryRowTests
{
    private static readonly DateTimeOffset Start = SteppedTime.Epoch.AddTicks(1234567);

    [Fact]
    public void Write_AnyRun_ReadsBackTheSame()
    {
        RunTally tally = new() { Events = 7, Batches = 2, DeadLetters = 1 };
        tally.CountRetry();
        tally.CountThrottle(IngestionTarget.EventsApi);
        tally.CountThrottle(IngestionTarget.EventHub);
        tally.Witness(Start.AddHours(-2), Start);

        RecordedRun read = RoundTrip(Run("why") with { Tally = tally, HasMore = true });

        var expected = new RecordedRun
        {
            RunId = "r0",
            StartedAt = Start,
            Duration = TimeSpan.FromMilliseconds(1500),
            Outcome = "Failed",
            Error = "Unavailable: why",
            Events = 7,
            Batches = 2,
            DeadLetters = 1,
            Retries = tally.Retries,
            Throttles = 2,
            HasMore = true,
            LastEventTime = Start.AddHours(-2),
            OldestLateness = TimeSpan.FromHours(2),
        };
        Assert.Equal(expected, read);
        Assert.Equal(Start.AddMilliseconds(1500), read.EndedAt);
    }

    [Theory]
    [InlineData(500, 500)]
    [InlineData(501, 501)]
    [InlineData(9000, 501)]
    public void Write_LongError_IsCutAndSaysSo(int length, int stored)
    {
        string error = RoundTrip(Run(new string('x', length - "Unavailable: ".Length))).Error!;

        Assert.Equal((stored, length > 500), (error.Length, error.EndsWith('…')));
    }

    [Fact]
    public void Read_OnlyATime_FillsInTheRest()
    {
        RecordedRun read = RunHistoryRow.Read(new TableRow(new TableEntity("p", "k") { ["StartedAt"] = "2026-03-14T09:26:53Z" }));

        Assert.Equal(new RecordedRun { RunId = "", StartedAt = SteppedTime.Epoch, Duration = TimeSpan.Zero, Outcome = "" }, read);
    }

    [Fact]
    public void Read_NoTime_IsAnotherProgramsRow() => Assert.Equal(
        "a run without a time", Assert.Throws<FormatException>(() => RunHistoryRow.Read(new TableRow(new TableEntity("p", "k") { ["RunId"] = "r" }))).Message);

    private static RecordedRun RoundTrip(RunResult run) => RunHistoryRow.Read(new TableRow(RunHistoryRow.Write(run, "p")));

    private static RunResult Run(string error) => new()
    {
        Feed = EventFeed.AuditEvents,
        Outcome = RunOutcome.Failed,
        RunId = "r0",
        StartedAt = Start,
        Duration = TimeSpan.FromMilliseconds(1500),
        Tally = new RunTally(),
        Failure = IngestionFailure.Unavailable,
        FailureTarget = IngestionTarget.EventHub,
        Error = error,
    };
}
