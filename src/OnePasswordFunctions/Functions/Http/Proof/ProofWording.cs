using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Proof;

namespace OnePasswordFunctions.Functions.Http.Proof;

/// <summary>A proof of delivery in words.</summary>
internal static class ProofWording
{
    /// <summary>The verdict as the JSON spells it.</summary>
    public static string Status(ProofReport report) => report.IsProven ? "proven" : report.HasDefects ? "not_proven" : "partial";

    /// <summary>The report for people.</summary>
    public static Document Describe(ProofReport report) => new(
        $"Proof of delivery, {report.Request.Feed.DisplayName}",
        report.IsProven ? Tone.Ok : report.HasDefects ? Tone.Bad : Tone.Warn,
        Verdict(report),
        $"{Wording.Time(report.Request.From)} to {Wording.Time(report.ProvenTo)}, as of {Wording.Time(report.StartedAt)}, took {Wording.Duration(report.Duration)}.",
        [
            new Block.Sentences(Sentences(report)),
            new Block.Facts(["Events", "Count", "Remark"], Counts(report)),
            new Block.Table(["Event", "Is", "Time"], [.. Rows("missing", report.Missing), .. Rows("altered", report.Altered), .. Rows("dead letter", report.DeadLetters)]),
        ]);

    /// <summary>The last daily proof in a sentence.</summary>
    public static string Describe(StoredProof proof)
    {
        string period = $"{proof.From.UtcDateTime:yyyy-MM-dd}, made {Wording.Time(proof.MadeAt)}";
        string faults = proof.Missing + proof.Altered + proof.Gaps + proof.NotCovered == 0
            ? $"{Wording.Number(proof.Served)} events, all accounted for"
            : $"{Wording.Number(proof.Missing)} of {Wording.Number(proof.Served)} events missing, {Wording.Number(proof.Altered)} altered, {Wording.Number(proof.NotCovered)} not covered, {Wording.Number(proof.Gaps)} numbers missing";
        return proof.Problem is { } problem ? $"{period}: {problem}" : $"{period}: {faults}";
    }

    private static string Verdict(ProofReport report) => report switch
    {
        { IsProven: true, Counts.Waiting: > 0 } => "every event is in the hub or waits for the next run",
        { IsProven: true, Counts.DeadLetters: > 0 } => "every event is in the hub or recorded as a dead letter",
        { IsProven: true } => "every event is in the hub",
        { Counts.Missing: > 0 } => "events are missing in the hub",
        { Counts.Altered: > 0 } => "events in the hub are not as they were served",
        { HasDefects: true } => "the numbers of the stream have a fault",
        _ => "proven in part",
    };

    private static Block.Fact[] Counts(ProofReport report) =>
    [
        new("Served by 1Password", Wording.Number(report.Counts.Served), "each stands in one of the following"),
        new("Once in the hub", Wording.Number(report.Counts.Once), "with the bytes that were served"),
        new("Repeated", Wording.Number(report.Counts.Repeated), $"{Wording.Number(report.Surplus)} messages too many"),
        new("Missing", Wording.Number(report.Counts.Missing), report.Request.ShouldRepair ? $"{Wording.Number(report.Repaired)} published now" : ""),
        new("Altered", Wording.Number(report.Counts.Altered), "other bytes than served"),
        new("Dead letters", Wording.Number(report.Counts.DeadLetters), "fit no batch"),
        new("Waiting", Wording.Number(report.Counts.Waiting), "behind the feed's position"),
        new("Not covered", Wording.Number(report.Counts.NotCovered), "can not be said"),
    ];

    private static IEnumerable<string?[]> Rows(string what, IReadOnlyList<EventMention> events) => events.Select(mention => new[] { mention.Id, what, mention.Time });

    private static IEnumerable<string> Sentences(ProofReport report)
    {
        if (report.Partial is { } partial)
        {
            yield return $"This answer is partial: {partial}";
        }

        if (report.ContinueFrom is { } rest)
        {
            yield return $"Ask again with from_date={rest.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}.";
        }

        if (report.KeptSince is { } kept)
        {
            yield return $"The hub no longer keeps everything that came before {Wording.Time(kept)}; earlier events that were not found are not called missing.";
        }

        if (report.Request.ShouldRepair)
        {
            yield return $"{Wording.Number(report.Repaired)} missing events were published with ingestMode repair and without a number.{(report.NotPublishable > 0 ? $" {report.NotPublishable} fit no batch." : "")}";
        }

        if (report.Lateness.Within(50) is { } half)
        {
            yield return $"Half of the events were in the hub within {Wording.Duration(half)} of their own time, 99 of 100 within {Wording.Duration(report.Lateness.Within(99)!.Value)}, all within {Wording.Duration(report.Lateness.Within(100)!.Value)}.";
        }

        foreach (StreamFinding stream in report.Streams)
        {
            yield return Describe(stream);
        }

        if (report.Strangers > 0)
        {
            yield return $"{Wording.Number(report.Strangers)} further messages of this period and event type were not served by this account's API: another deployment shares the hub, or somebody else writes to it.";
        }
    }

    private static string Describe(StreamFinding stream)
    {
        string gaps = stream.Missing == 0
            ? "without a gap"
            : $"{Wording.Number(stream.Missing)} missing: {string.Join(", ", stream.MissingNumbers)}";
        string conflicts = stream.Conflicts == 0 ? "" : $", {Wording.Number(stream.Conflicts)} carried by two events: {string.Join(", ", stream.ConflictingNumbers)}";
        return $"Stream {stream.Stream[..Math.Min(8, stream.Stream.Length)]}{(stream.IsCurrent ? "" : " (an earlier one, or another deployment's)")}: numbers {stream.First} to {stream.Last}, {gaps}{conflicts}.";
    }
}
