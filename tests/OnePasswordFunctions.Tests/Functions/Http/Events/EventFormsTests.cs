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
    public async Task Html_Columns_BeginWithWhenAndWhatAndEndWithIds()
    {
        string body = await ReadAsync("html", """{"account_uuid":"SJJQY7GBNN22XCEMPGQMGK2UPX","action":"reveal","client":{},"uuid":"A1","timestamp":"2026-03-02T08:00:00.120394817Z","used_version":3,"user":{"name":"Ann"}}""");
        string[] columns = [.. System.Text.RegularExpressions.Regex.Matches(body, "<th [^>]*>([^<]*)</th>").Select(match => match.Groups[1].Value)];
        Assert.Equal(["timestamp", "action", "user", "client", "used_version", "account_uuid", "uuid"], columns);
        Assert.Contains("""<td class="time"><time title="2026-03-02T08:00:00.120394817Z" tabindex="0">2026-03-02 08:00:00<span class="rest">.120394817Z</span></time></td><td class="type">reveal</td>""", body, StringComparison.Ordinal);
        Assert.Contains("""<span class="cut" title="SJJQY7GBNN22XCEMPGQMGK2UPX" tabindex="0">SJJQY7GBNN22XCEMPGQMGK2UPX</span>""", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_TimeWithAnOffset_ShowsIt()
    {
        string body = await ReadAsync("html", """{"timestamp":"2026-03-02T08:00:00.5-03:00"}""");
        Assert.Contains("""<time title="2026-03-02T08:00:00.5-03:00" tabindex="0">2026-03-02 08:00:00-03:00<span class="rest"></span></time>""", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_LargeObject_IsFoldedBehindItsTellingValues()
    {
        string body = await ReadAsync("html", """{"user":{"uuid":"LCB2VDXXCZO6WPJMCHWUNX23QB","name":"Ann <b>","email":"a@example.com","type":"user"}}""");
        Assert.Contains("<details><summary>Ann &lt;b&gt; · a@example.com</summary>uuid: LCB2VDXXCZO6WPJMCHWUNX23QB\nname: Ann &lt;b&gt;\n", Decode(body).Replace("<b>", "&lt;b&gt;", StringComparison.Ordinal), StringComparison.Ordinal);
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
        Assert.Equal("| empty | none | note | ok | parts | session | tags | vault | uuid |", lines[2]);
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

    [Fact]
    public async Task Csv_Answer_OpensInExcelAsUtf8UnderAName()
    {
        await using RunningApp app = await RunningApp.StartAsync(_api.Page("c", false, """{"a":"José"}"""));
        using HttpResponseMessage response = await app.Client.GetAsync(new Uri(Audit + "csv&from_date=2026-03-02", UriKind.Relative));
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal([0xEF, 0xBB, 0xBF, (byte)'a'], body[..4]);
        Assert.Equal("utf-8", response.Content.Headers.ContentType!.CharSet);
        Assert.Equal("attachment; filename=\"auditevents-20260302T000000Z.csv\"", response.Content.Headers.ContentDisposition!.ToString());
    }

    [Fact]
    public async Task Csv_Numbers_StayNumbersButAtTheBeginningOfALine()
    {
        string body = await ReadAsync("csv", """{"a":-5,"b":-5.12,"c":"1+2;=3"}""", """{"a":5}""");
        Assert.Equal("a,b,c\r\n'-5,-5.12,1+2;'=3\r\n5,,\r\n", body);
    }

    [Fact]
    public async Task Csv_EventsThatComeAfterAnEmptyPage_HaveTheirColumns()
    {
        await using RunningApp app = await RunningApp.StartAsync(_api.Page("c1", true).Page("c2", false, """{"a":1}"""));
        (_, string body) = await app.GetAsync(Audit + "csv");
        Assert.Equal("a\r\n1\r\n", body);
    }

    [Theory]
    [InlineData("csv", "# The API has more behind them.\r\n")]
    [InlineData("ndjson", "{\"has_more\":true,\"partial\":null,\"published\":null}\n")]
    [InlineData("markdown", "The API has more behind them.\n")]
    public async Task AnyForm_CutAtTheLimit_SaysSoInAHeaderAndAtTheEnd(string format, string end)
    {
        await using RunningApp app = await RunningApp.StartAsync(_api.Numbered("c", true, 0, 2));
        (HttpResponseMessage response, string body) = await app.GetAsync(Audit + format + "&limit=2");
        Assert.Equal("true", Assert.Single(response.Headers.GetValues("X-More")));
        Assert.EndsWith(end, body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv", "# The API has more behind them.\r\n")]
    [InlineData("ndjson", "{\"has_more\":true,\"partial\":null,\"published\":null}\n")]
    public async Task AnyForm_CutOnALaterPage_SaysSoAtTheEnd(string format, string end)
    {
        await using RunningApp app = await RunningApp.StartAsync(_api.Numbered("c1", true, 0, 2).Numbered("c2", true, 2, 2));
        (HttpResponseMessage response, string body) = await app.GetAsync(Audit + format + "&limit=3");
        Assert.False(response.Headers.Contains("X-More"));
        Assert.EndsWith(end, body, StringComparison.Ordinal);
    }

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
        Assert.StartsWith("{\"has_more\":false,\"partial\":null,\"published\":{\"events\":1,", body.Split('\n')[1], StringComparison.Ordinal);
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
        Assert.DoesNotContain("<table", body, StringComparison.Ordinal);
        Assert.DoesNotContain("\n\n\n", body, StringComparison.Ordinal);
        Assert.Equal(format is "csv" or "ndjson", body.Length == 0);
    }

    [Fact]
    public void ReadMembers_NoJson_IsShownAsItIs() =>
        Assert.Equal(EventCells.Unreadable, Assert.Single(EventCells.ReadMembers("""{"a":"\ud800x"""u8)).Column);

    [Fact]
    public void MarkdownEscape_Addresses_AreNoLinks() => Assert.Equal("https&#58;//www&#46;x.y", Markdown.Escape("https://www.x.y"));

    private static string Decode(string html) => System.Net.WebUtility.HtmlDecode(html);

    private async Task<string> ReadAsync(string format, params string[] events)
    {
        await using RunningApp app = await RunningApp.StartAsync(_api.Page("c", false, events));
        return (await app.GetAsync(Audit + format)).Body;
    }
}
