using System.Text.Json;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Diagnostics;

/// <summary>Records as the code writes them: one of a run that did and met everything, one of a run that did nothing.</summary>
internal static class RecordSample
{
    /// <summary>The members of every record, in order.</summary>
    public static IReadOnlyList<string> Members { get; } = [.. Read(Empty()).EnumerateObject().Select(member => member.Name)];

    public static JsonElement Read(RunResult result, Invocation? invocation = null)
    {
        using JsonDocument document = JsonDocument.Parse(RunRecord.Write(result, invocation ?? new Invocation("", null), SteppedTime.Epoch));
        return document.RootElement.Clone();
    }

    public static RunResult Empty() => new()
    {
        Feed = EventFeed.AuditEvents,
        Outcome = RunOutcome.Disabled,
        RunId = "run",
        StartedAt = SteppedTime.Epoch,
        Duration = TimeSpan.Zero,
        Tally = new RunTally(),
    };

    public static RunResult Full()
    {
        var tally = new RunTally { Events = 7 };
        tally.Witness(SteppedTime.Epoch.AddHours(-3), SteppedTime.Epoch);
        tally.CountThrottle(IngestionTarget.EventHub);
        tally.CountThrottle(IngestionTarget.EventsApi);
        return Empty() with
        {
            Outcome = RunOutcome.Failed,
            Failure = IngestionFailure.Throttled,
            FailureTarget = IngestionTarget.EventHub,
            Error = "It is busy.",
            Tally = tally,
            HasMore = true,
            StreamId = "0123456789abcdef0123456789abcdef",
            LastSequence = 41,
            OldestUnread = SteppedTime.Epoch.AddDays(-111),
            CaughtUpIn = new TimeSpan(3, 10, 20),
            TokenExpiresAt = SteppedTime.Epoch.AddDays(12.34),
        };
    }
}
