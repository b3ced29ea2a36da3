using System.Text.Json;
using System.Text.RegularExpressions;
using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Tests.Diagnostics;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Infra;

/// <summary>Alerts and workbook query what the app writes; each query lies in one file under infra/queries.</summary>
public partial class QueryTests
{
    /// <summary>Members of a proof's record that an alert or the workbook may ask for.</summary>
    private static readonly string[] _proofMembers = ["record", "feed", "missing"];

    public static TheoryData<string, string> AllQueries()
    {
        var all = new TheoryData<string, string>();
        foreach (var folder in new[] { "alerts", "workbook" })
        {
            foreach (var name in InfraFiles.Queries(folder).Keys)
            {
                all.Add(folder, name);
            }
        }

        return all;
    }

    [NodeFact]
    public async Task Queries_ParseAndBindToTheTablesOfApplicationInsights() =>
        Assert.All(await NodeTools.QueriesAsync(), query => Assert.True(query.Value.Problems.Count == 0, $"{query.Key}: {string.Join('\n', query.Value.Problems)}"));

    [NodeFact]
    public async Task Queries_OfAlerts_AnswerTheirDimensions() =>
        Assert.All((await NodeTools.QueriesAsync()).Where(query => query.Key.StartsWith("alerts/", StringComparison.Ordinal)), query =>
        {
            Assert.Equal("datetime", query.Value.Columns["TimeGenerated"]);
            Assert.Equal("string", query.Value.Columns["feed"]);
            Assert.Equal("string", query.Value.Columns["failure"]);
        });

    [NodeFact]
    public async Task Parser_OfAWrongQuery_SaysSo()
    {
        var bound = await NodeTools.BindAsync(new Dictionary<string, string>
        {
            ["column"] = "AppTraces | where Mesage == ''",
            ["syntax"] = "AppTraces | where (Message",
            ["type"] = "AppTraces | summarize sum(Message)",
        });

        Assert.All(bound.Values, query => Assert.NotEmpty(query.Problems));
    }

    [Theory]
    [MemberData(nameof(AllQueries))]
    public void Query_ReadsTheRecordsOfOneDeployment(string folder, string name)
    {
        var query = InfraFiles.Queries(folder)[name];

        Assert.Contains("let component = \"\";", query);
        Assert.Matches(@"App(Traces|Requests)\r?\n\| where isempty\(component\) or _ResourceId =~ component", query);
        Assert.Equal(Table().Count(query), Regex.Count(query, "_ResourceId =~ component"));
    }

    [Theory]
    [MemberData(nameof(AllQueries))]
    public void Query_FindsInARecordedLineWhatItAsksFor(string folder, string name)
    {
        // What the worker logs inside an invocation is AppTraces.Message as it stands; the host adds nothing before or behind it.
        string message = RunRecord.Write(RecordSample.Full(), new Invocation("invocation", "trace"), SteppedTime.Epoch);
        string query = InfraFiles.Queries(folder)[name];
        using JsonDocument run = JsonDocument.Parse(message[message.IndexOf('{')..]);

        Assert.Contains("onepassword.run", message);
        Assert.All(Cast().Matches(query).Where(cast => cast.Groups["record"].Value == "run"), cast =>
        {
            JsonValueKind kind = run.RootElement.GetProperty(cast.Groups["member"].Value).ValueKind;
            Assert.Equal(cast.Groups["type"].Value is "long" or "double" ? JsonValueKind.Number : JsonValueKind.String, kind);
        });
        Assert.Empty(Member("run").Matches(query).Select(m => m.Groups[1].Value).Except(RecordSample.Members));
        Assert.Empty(Member("proof").Matches(query).Select(m => m.Groups[1].Value).Except(_proofMembers));
        Assert.True(name == "invocations" || Cast().IsMatch(query), "It asks for nothing.");
    }

    [Theory]
    [MemberData(nameof(AllQueries))]
    public void Query_NamesOnlyOutcomesThatExist(string folder, string name)
    {
        var query = InfraFiles.Queries(folder)[name];
        var lists = OutcomeList().Matches(query).Select(m => m.Groups[1].Value).Concat(OutcomeValue().Matches(query).Select(m => m.Groups[1].Value));

        Assert.Empty(lists.SelectMany(l => Quoted().Matches(l)).Select(m => m.Groups[1].Value).Except(Enum.GetNames<RunOutcome>()));
    }

    [Fact]
    public void Host_LetsTheRecordsThrough()
    {
        using JsonDocument host = JsonDocument.Parse(InfraFiles.Read("src/OnePasswordFunctions/host.json"));
        JsonElement logging = host.RootElement.GetProperty("logging");
        string[] levels = ["Trace", "Debug", "Information"];

        Assert.All(EventFeed.All, feed => Assert.Contains(LevelOf(logging.GetProperty("logLevel"), $"Function.Ingest{feed.SettingName}.User"), levels));
        Assert.Contains(LevelOf(logging.GetProperty("logLevel"), "Host.Results"), levels);
        Assert.False(logging.GetProperty("applicationInsights").GetProperty("samplingSettings").GetProperty("isEnabled").GetBoolean());
    }

    /// <summary>The level of the longest category that is a beginning of the name, as the host picks it.</summary>
    private static string LevelOf(JsonElement levels, string category) =>
        levels.EnumerateObject().Where(level => level.Name == "default" || category == level.Name || category.StartsWith(level.Name + ".", StringComparison.Ordinal))
            .MaxBy(level => level.Name == "default" ? 0 : level.Name.Length).Value.GetString()!;

    // missing is a word of KQL and can only be asked for in brackets.
    private static Regex Member(string record) => new($@"\b{record}(?:\.|\["")([A-Za-z]+)");

    [GeneratedRegex(@"to(?<type>string|long|double|datetime)\((?<record>run|proof)(?:\.|\["")(?<member>[A-Za-z]+)(?:""\])?\)")]
    private static partial Regex Cast();

    [GeneratedRegex(@"\bApp(Traces|Requests|Exceptions)\b")]
    private static partial Regex Table();

    [GeneratedRegex(@"outcome\)? in \(([^)]*)\)")]
    private static partial Regex OutcomeList();

    [GeneratedRegex(@"outcome\) [!=]= (""\w+"")")]
    private static partial Regex OutcomeValue();

    [GeneratedRegex(@"""(\w+)""")]
    private static partial Regex Quoted();
}
