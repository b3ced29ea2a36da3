using System.Text.Json;
using System.Text.RegularExpressions;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Diagnostics.Connection;
using OnePasswordFunctions.Diagnostics.Feeds;
using OnePasswordFunctions.Functions.Http;
using OnePasswordFunctions.Functions.Http.Connection;
using OnePasswordFunctions.Functions.Http.Feeds;
using OnePasswordFunctions.Functions.Http.Proof;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.Proof;

namespace OnePasswordFunctions.Tests.Docs;

/// <summary>The answers have the members that the examples in docs/http.md have, and no others.</summary>
public sealed partial class HttpPageTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 30, 0, TimeSpan.Zero);

    private static readonly JsonElement[] Examples =
    [
        .. Block().Matches(File.ReadAllText(Path.Combine(RepositoryRoot.Find(), "docs", "http.md")))
            .Select(match => match.Groups["json"].Value).Where(json => json.StartsWith("{\n", StringComparison.Ordinal)).Select(json => JsonDocument.Parse(json).RootElement),
    ];

    [Fact]
    public void Status_Feed_HasTheMembersOfTheExample()
    {
        var state = new FeedState { Position = FeedPosition.AtCursor("c"), StreamId = "s", LastOutcome = "CaughtUp", LastRunTime = Now };
        var run = new RecordedRun { RunId = "r", StartedAt = Now, Duration = TimeSpan.FromSeconds(1), Outcome = "CaughtUp" };
        var evidence = new FeedEvidence(EventFeed.AuditEvents, state, [run], new FeedSchedule("0 * * * * *"));
        var proof = new StoredProof { MadeAt = Now, From = Now, To = Now };

        AssertDocumented("feed", new StatusReport { Time = Now, Feeds = [new FeedStatus(evidence, new FeedVerdict(FeedHealth.Healthy, "Caught up."), proof, Now)] }, "feeds");
    }

    [Fact]
    public void Proof_HasTheMembersOfTheExample()
    {
        EventMention[] mentions = [new("E1", null)];
        var report = new ProofReport
        {
            Request = new ProofRequest(EventFeed.AuditEvents, Now.AddHours(-1), Now, ShouldRepair: false),
            ProvenTo = Now,
            StartedAt = Now,
            Duration = TimeSpan.Zero,
            Counts = new ProofCounts(1, 0, 0, 0, 0, 0, 0, 1),
            Messages = 1,
            Surplus = 0,
            Strangers = 0,
            Lateness = new Lateness(),
            Missing = mentions,
            Streams = [new StreamFinding("s", true, 1, 2, 1, [new NumberRange(1, 1)], 0, [])],
        };

        AssertDocumented("proven_to", new ProofAnswer(report), null, "time", "duration_ms", "version");
    }

    [Fact]
    public void TestConnection_Check_HasTheMembersOfTheExample() =>
        AssertDocumented("advice", new ConnectionAnswer(new ConnectionReport([new ConnectionCheck("token", CheckFinding.Ok("Accepted."), TimeSpan.Zero)], Now, TimeSpan.Zero)), "checks");

    [Fact]
    public void Problem_HasTheMembersOfTheExample() => AssertDocumented("errors", Problem.Of([new ArgumentProblem("limit", "0", "1")]), null);

    [Fact]
    public void Status_GoodSettings_HasItsPartsAndNoProblems()
    {
        var report = new StatusReport { Time = Now, Token = StatusReport.TokenLife.At(Now, null), Feeds = [], Settings = [new SettingView("EventHubName", "x", true)] };

        JsonElement json = Written(report);

        Assert.Equal(["feeds", "settings", "settings.default", "settings.name", "settings.value", "status", "time", "token", "token.days_left", "token.expires_at", "version"], Members(json).Order());
        Assert.Equal(["problems", "status", "time", "version"], Members(Written(StatusReport.ForBadSettings(["x"], Now))).Order());
    }

    /// <summary>Compares the members of an answer, or of the first item of its <paramref name="list"/>, with those of the example that has the member <paramref name="mark"/>.</summary>
    private static void AssertDocumented(string mark, object answer, string? list, params string[] leftOut)
    {
        JsonElement example = Examples.First(example => example.TryGetProperty(mark, out _));
        JsonElement json = list is null ? Written(answer) : Written(answer).GetProperty(list)[0];

        Assert.Equal(Members(example).Concat(leftOut).Order(StringComparer.Ordinal), Members(json).Order(StringComparer.Ordinal));
    }

    private static JsonElement Written(object answer)
    {
        using var document = JsonDocument.Parse(AnswerJson.Write(answer));
        return document.RootElement.Clone();
    }

    /// <summary>The names of all members at any depth; of a list those of its first item.</summary>
    private static IEnumerable<string> Members(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Members(member.Value).Select(inner => $"{member.Name}.{inner}").Prepend(member.Name)),
        JsonValueKind.Array when value.GetArrayLength() > 0 => Members(value[0]),
        _ => [],
    };

    [GeneratedRegex("^```json\n(?<json>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
