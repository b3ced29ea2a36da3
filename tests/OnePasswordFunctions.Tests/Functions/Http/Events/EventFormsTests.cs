using OnePasswordFunctions.Functions.Http;
using OnePasswordFunctions.Functions.Http.Events;

namespace OnePasswordFunctions.Tests.Functions.Http.Events;

public sealed class EventFormsTests
{
    private const string Audit = "/api/get-events?event_type=auditevents&format=";
    private const string Hostile =
        """{"uuid":"A1","vault":"<script>alert(1)</script>","note":"a|b\n*c* [d](http://e) \"q\"","session":{"ip":"203.0.113.24","geo":{"lat":-5.12}},"tags":["x","y"],"parts":[{"k":1},{"k":2}],"empty":{},"ok":true,"none":null}""";

    private readonly ScriptedEventsApi _api = new();

    [Fact]
    public async Task Html_AVaultNamedScript_IsShownAndNotRun()
    {
        string body = await ReadAsync("html", Hostile);
        Assert.DoesNotContain("<script", body, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", body, StringComparison.Ordinal);
        Assert.Contains("ip: 203.0.113.24\ngeo.lat: -5.12", Decode(body), StringComparison.Ordinal);
        Assert.DoesNotContain("src=", body, StringComparison.Ordinal);
        Assert.DoesNotContain("href=", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_Answer_MayLoadAndRunNothing()
    {
        await using RunningApp app = await RunningApp.StartAsync(_api.Page("c", false, Hostile));
        (HttpResponseMessage response, _) = await app.GetAsync(Audit + "html");
        Assert.StartsWith("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Markdown_HostileText_StaysOneCell()
    {
        string[] lines = (await ReadAsync("markdown", Hostile)).Split('\n');
        Assert.Equal("| empty | none | note | ok | parts | session | tags | uuid | vault |", lines[2]);
        Assert.Contains(@"a\|b<br>\*c\* \[d\](http&#58;//e) ""q""", lines[4], StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", lines[4], StringComparison.Ordinal);
        Assert.Contains(@"| \[0\].k: 1<br>\[1\].k: 2 | ip: 203.0.113.24<br>geo.lat: -5.12 | x, y |", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_NestedValues_HaveColumnsOfTheirOwn()
    {
        string[] lines = (await ReadAsync("csv", Hostile)).Split("\r\n");
        Assert.Equal("none,note,ok,parts[0].k,parts[1].k,session.geo.lat,session.ip,tags,uuid,vault", lines[0]);
        Assert.Contains("true,1,2,-5.12,203.0.113.24,\"x, y\",A1,", string.Join("\r\n", lines[1..]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\r=x", "\"'\r=x\"")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("=a,b", "\"'=a,b\"")]
    [InlineData("a=b", "a=b")]
    [InlineData("", "")]
    public void CsvEncode_AnyText_IsHarmless(string text, string expected) => Assert.Equal(expected, CsvEventsWriter.Encode(new EventCell("c", text, false)));

    [Fact]
    public async Task Csv_MembersThatAppearLater_GoToTheLastColumn()
    {
        await using RunningApp app = await RunningApp.StartAsync(_api.Page("c1", true, """{"a":1}""").Page("c2", false, """{"a":2,"b":3,"c":{"d":4}}"""));
        (_, string body) = await app.GetAsync(Audit + "csv");
        Assert.Equal("a,other\r\n1,\r\n2,\"b: 3\nc.d: 4\"\r\n", body);
    }

    [Fact]
    public async Task Ndjson_EventOverSeveralLines_IsOneLine()
    {
        string body = await ReadAsync("ndjson", "{\"a\":1,\r\n \"b\":2}", """{"a": 3}""");
        Assert.Equal("{\"a\":1,   \"b\":2}\n{\"a\": 3}\n", body);
    }

    [Fact]
    public async Task Ndjson_Pushed_SaysSoInALastLine()
    {
        await using RunningApp app = await RunningApp.StartAsync(_api.Page("c", false, """{"a":1}"""), new RecordingPublisher());
        (_, string body) = await app.GetAsync(Audit + "ndjson&should_push_events=true");
        Assert.StartsWith("{\"partial\":null,\"published\":{\"events\":1,", body.Split('\n')[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("ndjson")]
    [InlineData("markdown")]
    [InlineData("html")]
    public async Task AnyForm_NoEvents_IsWhole(string format)
    {
        string body = await ReadAsync(format);
        Assert.DoesNotContain("partial:", body, StringComparison.Ordinal);
        Assert.Equal(format is "csv" or "ndjson", body.Length == 0);
    }

    [Fact]
    public void ReadMembers_NoJson_IsShownAsItIs() =>
        Assert.Equal(EventCells.Unreadable, Assert.Single(EventCells.ReadMembers("""{"a":"\ud800x"""u8)).Column);

    [Fact]
    public void MarkdownEscape_Addresses_AreNoLinks() => Assert.Equal("https&#58;//www&#46;x.y", MarkdownText.Escape("https://www.x.y"));

    private static string Decode(string html) => System.Net.WebUtility.HtmlDecode(html);

    private async Task<string> ReadAsync(string format, params string[] events)
    {
        await using RunningApp app = await RunningApp.StartAsync(_api.Page("c", false, events));
        return (await app.GetAsync(Audit + format)).Body;
    }
}
