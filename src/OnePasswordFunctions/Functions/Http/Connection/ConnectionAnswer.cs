using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Diagnostics.Connection;

namespace OnePasswordFunctions.Functions.Http.Connection;

/// <summary>What <c>test-connection</c> answers; its properties are the members of the JSON.</summary>
internal sealed class ConnectionAnswer(ConnectionReport report)
{
    public string Status => report.IsOk ? "ok" : "failed";

    public string Summary => report.Summary;

    public DateTimeOffset Time => report.StartedAt;

    public long DurationMs => (long)report.Duration.TotalMilliseconds;

    public string Version { get; } = BuildVersion.Text;

    public IEnumerable<Check> Checks => report.Checks.Select(static check => new Check(check));

    /// <summary>The report as an answer: 200 when all is well, 503 otherwise.</summary>
    public static Answer Of(ConnectionReport report)
    {
        var answer = new ConnectionAnswer(report);
        return new Answer(report.IsOk ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, answer, answer.Describe());
    }

    private Document Describe() => new(
        "Connection test",
        report.IsOk ? Tone.Ok : Tone.Bad,
        Status,
        $"{Summary}. {Wording.Time(Time)}, took {Wording.Duration(report.Duration)}.",
        [new Block.Findings(["Check", "Outcome", "Seen", "What to do"], [.. report.Checks.Select(Describe)])]);

    private static Block.Finding Describe(ConnectionCheck check)
    {
        Tone tone = check.Finding.Outcome switch
        {
            CheckOutcome.Ok => Tone.Ok,
            CheckOutcome.Failed => Tone.Bad,
            _ => Tone.Quiet,
        };
        return new Block.Finding(check.Name, tone, check.Finding.Outcome.ToString().ToLowerInvariant(), check.Finding.Seen, check.Finding.Advice);
    }

    /// <summary>One finding.</summary>
    internal sealed class Check(ConnectionCheck check)
    {
        public string Name => check.Name;

        public CheckOutcome Outcome => check.Finding.Outcome;

        public string Seen => check.Finding.Seen;

        public string? Advice => check.Finding.Advice;

        public long DurationMs => (long)check.Duration.TotalMilliseconds;
    }
}
