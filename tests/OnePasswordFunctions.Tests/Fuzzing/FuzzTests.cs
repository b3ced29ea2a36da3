using System.Diagnostics;
using System.Globalization;
using System.Text;
using CsCheck;
using Microsoft.Extensions.Configuration;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;
using OnePasswordFunctions.Settings;
using OnePasswordFunctions.Tests.Fakes;
using Xunit.Abstractions;

namespace OnePasswordFunctions.Tests.Fuzzing;

/// <summary>
/// Damaged inputs of every parser, other ones in each run: only a named failure may come out, in bounded time and without keeping
/// memory. A failure prints the smallest input that CsCheck found and the seed with which it comes again.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private static readonly string[] Pages =
    [
        """{"cursor":"aGVsbG8gd29ybGQgdGhpcyBpcyBhIGN1cnNvcg==","has_more":true,"items":[{"uuid":"56YE2TYN2VFYRLNSHKPW5NVT5E","timestamp":"2026-03-14T16:33:50-03:00","actor_uuid":"4HCGRGYCTRQFBMGVEGTABYDU2V","actor_details":{"uuid":"4HCG","name":"Jeff Shiner","email":"jeff@agilebits.com"},"action":"create","object_type":"uisas","aux_id":277685,"aux_info":"A","session":{"uuid":"A5K6","login_time":"2023-05-15T16:33:50-03:00","ip":"192.0.2.254"},"location":{"country":"Canada","latitude":43.64,"longitude":-79.433}},{"uuid":"X","details":null,"list":[1,-2.5e-3,true,false,null,"a\"b\\cé😀"]}]}""",
        """{"\u0063ursor":"c","has\u005fmore":false,"ite\u006Ds":[{"uu\u0069d":"A1","\u0074imestamp":"2026-03-14T09:00:00Z","\"\\\/\b":{"\u0075uid":1}}]}""",
        """{ "items" : null , "cursor" : "c\u002f\"x" , "has_more" : false , "unknown" : [ [ { } ] , { "a" : { "b" : [ ] } } ] }""",
    ];

    private static readonly string[] Rows =
    [
        """{"PartitionKey":"default","RowKey":"auditevents","Cursor":"abc","PublishedInPage":17,"PublishedThrough":"X","CommitCount@odata.type":"Edm.Int64","CommitCount":"42","RunId":"r","LastEventTime":"2026-03-14T09:00:00.0000000+00:00","TotalEvents":"5","Day":"2026-03-14","Recovering":true,"RecentEvents@odata.type":"Edm.Binary","RecentEvents":"AQIDBAUGBwgBAgMEBQYHCA=="}""",
        """{"PartitionKey":"default","RowKey":"auditevents","StartTime":"2026-03-14T09:00:00Z","PageSize":100,"PublishedInPage":0,"TotalEvents":7}""",
    ];

    private static readonly string[] Introspections =
        ["""{"uuid":"I","account_uuid":"A","issued_at":"2026-01-02T03:04:05Z","features":["auditevents","itemusages","signinattempts"]}"""];

    private static readonly string[] Connections =
    [
        "Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=a2V5a2V5a2V5;EntityPath=onepassword-events",
        "Endpoint=sb://127.0.0.1:5001;SharedAccessKeyName=n;SharedAccessKey=k;UseDevelopmentEmulator=true",
        "Endpoint=sb://c.d/;SharedAccessSignature=SharedAccessSignature sr=a&sig=b&se=1&skn=n",
        "DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=a2V5;EndpointSuffix=core.windows.net",
        "UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://127.0.0.1",
        "TableEndpoint=https://contoso.table.core.windows.net;SharedAccessSignature=sv=1&sig=x",
    ];

    [Fact]
    public void PageReader_DamagedBodies_OnlyNamedFailures() => Fuzz("pages", Damaged.Of(Pages), 120_000, bytes => EventPages.Read(bytes).Dispose());

    [Fact]
    public void FeedStateRow_DamagedRows_OnlyNamedFailures()
    {
        var answer = new RepeatedAnswer();
        var store = new TableCursorStore(TestTables.Options, TestTables.Over(answer));
        Fuzz("rows", Damaged.Of(Rows), 20_000, bytes =>
        {
            answer.Body = bytes;
            store.ReadAsync(EventFeed.AuditEvents, CancellationToken.None).GetAwaiter().GetResult()!.Position.ToRequest();
        });
    }

    [Fact]
    public void Introspection_DamagedAnswers_OnlyNamedFailures() => Fuzz("introspections", Damaged.Of(Introspections), 20_000, bytes => TokenIntrospectionReader.Read(bytes));

    [Fact]
    public void ConnectionStrings_Damaged_AreReadOrRefused() => Fuzz("connection strings", Damaged.Of(Connections), 60_000, bytes =>
    {
        if (ConnectionString.TryParse(Encoding.Latin1.GetString(bytes), out ConnectionString? parts, out string? why))
        {
            Assert.True(TableAccess.FromConnectionString(parts, out why) is not null ^ why is not null);
        }

        Assert.DoesNotContain("a2V5", why ?? "", StringComparison.Ordinal);
    });

    [Fact]
    public void Settings_Damaged_AreReadOrListedAsProblems()
    {
        Gen<byte[]> values = Damaged.Of([.. Connections, "https://events.1password.com", "Audit events,itemusages", "1.00:00:00", "36h", "0 */5 * * * *", "$Default", "op://vault/item/field", "@Microsoft.AppConfiguration(Endpoint=https://c)", "true", "100", "onepassword-events"]);
        Fuzz("settings", Gen.Select(Gen.OneOf<string>([.. SettingCatalogue.All.Select(setting => setting.Key)]), values.Select(value => Encoding.Latin1.GetString(value))), 10_000, input =>
        {
            IngesterSettings settings = IngesterSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [input.Item1] = input.Item2 }).Build());
            Assert.All(settings.Problems, problem => Assert.DoesNotContain('\n', problem));
        });
    }

    private void Fuzz<T>(string what, Gen<T> inputs, int count, Action<T> parse)
    {
        var watch = Stopwatch.StartNew();
        TimeSpan slowest = TimeSpan.Zero;
        (int number, int refused, long before) = (0, 0, 0);
        inputs.Sample(
            input =>
            {
                before = ++number == count / 10 ? GC.GetTotalMemory(forceFullCollection: true) : before;
                TimeSpan start = watch.Elapsed;
                refused += TryParse(parse, input) ? 0 : 1;
                slowest = watch.Elapsed - start > slowest ? watch.Elapsed - start : slowest;
            },
            iter: count, threads: 1, print: input => input is byte[] bytes ? $"{Encoding.Latin1.GetString(bytes)} (base64 {Convert.ToBase64String(bytes)})" : Check.Print(input));

        long growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        string line = string.Create(CultureInfo.InvariantCulture,
            $"fuzz: {count} {what}, {refused} refused by name, 0 other failures, slowest {slowest.TotalMilliseconds:0.0} ms, {watch.Elapsed.TotalSeconds:0.0} s");
        output.WriteLine(line);
        ProofFigures.Print(line);
        Assert.InRange(slowest, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.True(growth < 64 * 1024 * 1024, $"{growth} bytes more are in use than before");
        Assert.True(what is "connection strings" or "settings" || refused > count / 20, $"only {refused} were refused");
    }

    private static bool TryParse<T>(Action<T> parse, T input)
    {
        try
        {
            parse(input);
            return true;
        }
        catch (IngestionException)
        {
            return false;
        }
    }

    /// <summary>Answers every request with the same body, as a row with its version.</summary>
    private sealed class RepeatedAnswer : HttpMessageHandler
    {
        public byte[] Body { get; set; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = new HttpResponseMessage { Content = new ByteArrayContent(Body) };
            response.Headers.TryAddWithoutValidation("ETag", "W/\"1\"");
            return Task.FromResult(response);
        }
    }
}
