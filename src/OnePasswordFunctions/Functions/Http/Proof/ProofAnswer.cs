using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Proof;

namespace OnePasswordFunctions.Functions.Http.Proof;

/// <summary>What <c>prove-delivery</c> answers; its properties are the members of the JSON, which docs/http.md explains.</summary>
internal sealed class ProofAnswer(ProofReport report)
{
    public string Status => ProofWording.Status(report);

    public Asked Request => new(report.Request.Feed.DisplayName, report.Request.From, report.Request.To, report.Request.ShouldRepair);

    public DateTimeOffset Time => report.StartedAt;

    public long DurationMs => (long)report.Duration.TotalMilliseconds;

    public string Version { get; } = BuildVersion.Text;

    public DateTimeOffset ProvenTo => report.ProvenTo;

    public string? Partial => report.Partial;

    public DateTimeOffset? ContinueFrom => report.ContinueFrom;

    public int Served => report.Counts.Served;

    public int Once => report.Counts.Once;

    public int Repeated => report.Counts.Repeated;

    public int Altered => report.Counts.Altered;

    public int DeadLetters => report.Counts.DeadLetters;

    public int Waiting => report.Counts.Waiting;

    public int NotCovered => report.Counts.NotCovered;

    public int Missing => report.Counts.Missing;

    public long SurplusMessages => report.Surplus;

    public long MessagesRead => report.Messages;

    public long MessagesNotServed => report.Strangers;

    public IReadOnlyList<EventMention> MissingEvents => report.Missing;

    public IReadOnlyList<EventMention> AlteredEvents => report.Altered;

    public IReadOnlyList<EventMention> DeadLetterEvents => report.DeadLetters;

    public Delays LatenessSeconds => new(report.Lateness.Within(50), report.Lateness.Within(90), report.Lateness.Within(99), report.Lateness.Within(100));

    public DateTimeOffset? HubKeptSince => report.KeptSince;

    public IReadOnlyList<StreamFinding> Streams => report.Streams;

    public Repaired? Repair => report.Request.ShouldRepair ? new Repaired(report.Repaired, report.NotPublishable) : null;

    /// <summary>The report as an answer: 200 whatever it says.</summary>
    public static Answer Of(ProofReport report) => new(StatusCodes.Status200OK, new ProofAnswer(report), ProofWording.Describe(report));

    /// <summary>What was asked for, with defaults filled in.</summary>
    internal sealed record Asked(string EventType, DateTimeOffset FromDate, DateTimeOffset ToDate, bool ShouldRepair);

    /// <summary>Within what time so many of a hundred events were in the hub.</summary>
    internal sealed record Delays(TimeSpan? P50, TimeSpan? P90, TimeSpan? P99, TimeSpan? Longest);

    /// <summary>What became of the missing events.</summary>
    internal sealed record Repaired(int Published, int NotPublishable);
}
