using System.Net;
using System.Text;
using System.Text.Json;
using OnePasswordFunctions.LocalEnvironment.EventHubs;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventHubs;

public class EventHubStandInTests
{
    private const string One = """[{"Body":"one"}]""";

    [Fact]
    public async Task Send_ABatch_KeepsBodiesAndPropertiesInOrder()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        const string Batch = """
            [{"Body":"{\"uuid\":\"Ä\u00e4\\\"\ud83d\ude80\"}","UserProperties":{"cloudEvents:id":"1","cloudEvents:specversion":"1.0"}},
             {"IsBodyBase64":true,"Body":"//4A","BrokerProperties":{"PartitionKey":"k"}}]
            """;
        using HttpResponseMessage response = await hub.PostAsync(Batch);
        Assert.Equal((HttpStatusCode.Created, 0L), (response.StatusCode, response.Content.Headers.ContentLength));
        IReadOnlyList<HubMessage> messages = hub.StandIn.Messages();
        Assert.Equal("""{"uuid":"Ää\"🚀"}""", Encoding.UTF8.GetString(messages[0].Body.Span));
        Assert.Equal("1.0", messages[0].Properties["cloudEvents:specversion"]);
        Assert.Equal([0xFF, 0xFE, 0x00], messages[1].Body.ToArray());
        Assert.Equal([(0L, 0L), (1L, 0L)], messages.Select(message => (message.SequenceNumber, message.Batch)));
        Assert.Equal((2, 1), (hub.StandIn.CountOf(RunningHub.Hub), hub.StandIn.Batches));
    }

    [Theory]
    [InlineData("/onepassword-events/messages?api-version=2014-01", 201)]
    [InlineData("/OnePassword-Events/messages?timeout=60&api-version=2014-01", 201)]
    [InlineData("/onepassword-events/partitions/3/messages?timeout=60&api-version=2014-01", 201)]
    [InlineData("/onepassword-events/publishers/me/messages?timeout=60&api-version=2014-01", 201)]
    [InlineData("/onepassword-events/partitions/4/messages?timeout=60&api-version=2014-01", 400)]
    [InlineData("/onepassword-events/messages?timeout=60", 400)]
    [InlineData("/onepassword-events/messages?timeout=60&api-version=2015-01", 400)]
    [InlineData("/onepassword-events/messages?timeout=soon&api-version=2014-01", 400)]
    [InlineData("/other/messages?timeout=60&api-version=2014-01", 404)]
    [InlineData("/onepassword-events?timeout=60&api-version=2014-01", 404)]
    [InlineData("/onepassword-events/publisher/me/messages?timeout=60&api-version=2014-01", 404)]
    public async Task Send_ToAnAddress_IsTakenOrRefused(string path, int status)
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        using HttpResponseMessage response = await hub.PostAsync(One, path);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 201 ? 1 : 0, hub.StandIn.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("application/json")]
    [InlineData("application/vnd.microsoft.servicebus.json; charset=utf-8")]
    public async Task Send_WithAnotherContentType_Gets400(string contentType)
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        using HttpResponseMessage response = await hub.PostAsync(One, contentType: contentType);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("without parameters", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[{}]")]
    [InlineData("""[{"Body":1}]""")]
    [InlineData("""[{"Body":{"uuid":"x"}}]""")]
    [InlineData("""[{"Body":"a","Body":"b"}]""")]
    [InlineData("""[{"Body":"a"},{"UserProperties":{"a":"b"}}]""")]
    [InlineData("""[{"Body":"a","UserProperties":{"a":1}}]""")]
    [InlineData("""[{"Body":"a","UserProperties":[]}]""")]
    [InlineData("""[{"Body":"a","Other":"b"}]""")]
    [InlineData("""[{"Body":"a","IsBodyBase64":"true"}]""")]
    [InlineData("""[{"Body":"not base64!","IsBodyBase64":true}]""")]
    [InlineData("""[{"Body":"a"}""")]
    [InlineData("""[{"Body":"a"}] []""")]
    public async Task Send_AnotherForm_Gets400AndKeepsNothing(string body)
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        using HttpResponseMessage response = await hub.PostAsync(body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith("<Error><Code>400</Code><Detail>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, hub.StandIn.Count);
    }

    [Fact]
    public async Task Send_InvalidUtf8_Gets400()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        using HttpResponseMessage response = await hub.PostAsync([.. "[{\"Body\":\""u8, 0xFF, .. "\"}]"u8]);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("Basic", 262_144, 201)]
    [InlineData("Basic", 262_145, 413)]
    [InlineData("Standard", 1_048_576, 201)]
    [InlineData("Standard", 1_048_577, 413)]
    public async Task Send_AtTheLimit_GoesByTheTier(string tier, int length, int status)
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.Tier = Enum.Parse<HubTier>(tier));
        string body = $$"""[{"Body":"{{new string('x', length - One.Length + 3)}}"}]""";
        Assert.Equal(length, body.Length);
        using HttpResponseMessage response = await hub.PostAsync(body);
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Send_TooLargeWithoutContentLength_Gets413()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.Tier = HubTier.Basic);
        using var request = new HttpRequestMessage(HttpMethod.Post, RunningHub.Send) { Content = new ByteArrayContent(new byte[300_000]) };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.TryAddWithoutValidation("Authorization", hub.Sign("/"));
        request.Content.Headers.ContentType = new("application/vnd.microsoft.servicebus.json");
        using HttpResponseMessage response = await hub.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Error_CarriesXmlAndReasonPhrase()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        hub.Authorization = RunningHub.Sign(hub.StandIn.BaseAddress.ToString(), "RootManageSharedAccessKey", "another key", DateTimeOffset.UtcNow.AddHours(1));
        using HttpResponseMessage response = await hub.PostAsync(One);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("SubCode=40103: Invalid authorization token signature", response.ReasonPhrase);
        Assert.Equal("application/xml; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Matches("^<Error><Code>401</Code><Detail>.*40103.*TrackingId:.*SystemTracker:.*Timestamp:.*</Detail></Error>$", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("status=503,count=1", 503, 0)]
    [InlineData("status=429,count=1,retry-after=9", 429, 0)]
    [InlineData("onepassword-events:status=404,count=1,body=empty", 404, 0)]
    public async Task Fault_OfStatus_KeepsNothingAndPasses(string fault, int status, int kept)
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        hub.StandIn.AddFault(fault);
        using HttpResponseMessage response = await hub.PostAsync(One);
        Assert.Equal((status, (long)kept), ((int)response.StatusCode, hub.StandIn.Count));
        using HttpResponseMessage next = await hub.PostAsync(One);
        Assert.Equal(HttpStatusCode.Created, next.StatusCode);
    }

    [Theory]
    [InlineData("reset-before,count=1", 0)]
    [InlineData("reset-after,count=1", 0)]
    [InlineData("lose-response,count=1", 1)]
    [InlineData("refuse", 0)]
    public async Task Fault_OfConnection_BreaksIt(string fault, int kept)
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        hub.StandIn.AddFault(fault);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => hub.PostAsync(One));
        Assert.Equal(kept, hub.StandIn.Count);
        hub.StandIn.Faults.Clear();
        using HttpResponseMessage next = await hub.PostAsync(One);
        Assert.Equal(HttpStatusCode.Created, next.StatusCode);
    }

    [Fact]
    public async Task Hold_UntilReleased_AcceptsNothing()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        ActiveFault hold = hub.StandIn.Hold();
        Task<HttpResponseMessage> waiting = hub.PostAsync(One);
        Assert.NotSame(waiting, await Task.WhenAny(waiting, Task.Delay(100)));
        Assert.Equal(0, hub.StandIn.Count);
        hub.StandIn.Faults.Remove(hold);
        Assert.Equal(HttpStatusCode.Created, (await waiting).StatusCode);
        Assert.Equal(1, hub.StandIn.Count);
    }

    [Fact]
    public async Task StopListening_ThenAgain_KeepsTheMessages()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        using HttpResponseMessage first = await hub.PostAsync(One);
        await hub.StandIn.StopListeningAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => hub.PostAsync(One));
        await hub.StandIn.ListenAgainAsync(CancellationToken.None);
        using HttpResponseMessage second = await hub.PostAsync(One);
        Assert.Equal(2, hub.StandIn.Count);
    }

    [Fact]
    public async Task Digest_CountsByIdAndNoticesOtherBytes()
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.Retention = MessageRetention.Digest);
        using HttpResponseMessage first = await hub.PostAsync("""[{"Body":"a","UserProperties":{"cloudEvents:id":"1"}},{"Body":"b","UserProperties":{"cloudEvents:id":"2"}}]""");
        using HttpResponseMessage second = await hub.PostAsync("""[{"Body":"a","UserProperties":{"cloudEvents:id":"1"}},{"Body":"c","UserProperties":{"cloudEvents:id":"2"}},{"Body":"d"}]""");
        MessageDigest digest = hub.StandIn.Digest;
        Assert.Equal((3, 2L), (digest.Ids, digest.Repeated));
        Assert.Equal(new DigestEntry(2, BodyHash.Of("a"u8), false), digest.Find("1"));
        Assert.True(digest.Find("2")!.Value.IsAltered);
        Assert.Null(digest.Find("3"));
        Assert.Empty(hub.StandIn.Messages());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1300)]
    public async Task Discard_CountsMessagesWhereverTheirBeginningsLie(int count)
    {
        await using RunningHub hub = await RunningHub.StartAsync(options => options.Retention = MessageRetention.Discard);
        string body = "[" + string.Join(",", Enumerable.Range(0, count).Select(i => $$"""{"Body":"{\"Body\":\"{{new string('y', i % 700)}}\"}"}""")) + "]";
        using HttpResponseMessage response = await hub.PostAsync(body);
        Assert.Equal((HttpStatusCode.Created, (long)count, (long)body.Length), (response.StatusCode, hub.StandIn.Count, hub.StandIn.Bytes));
    }

    [Fact]
    public async Task Control_ShowsStateMessagesRequestsAndFaults()
    {
        await using RunningHub hub = await RunningHub.StartAsync();
        using HttpResponseMessage sent = await hub.PostAsync("""[{"Body":"a"},{"Body":"b","UserProperties":{"k":"v"}}]""");
        using var state = JsonDocument.Parse(await hub.Client.GetStringAsync("/control/state"));
        Assert.Equal(2, state.RootElement.GetProperty("hubs").GetProperty(RunningHub.Hub).GetInt64());
        using var messages = JsonDocument.Parse(await hub.Client.GetStringAsync($"/control/messages?hub={RunningHub.Hub}&from=1&count=5"));
        JsonElement message = Assert.Single(messages.RootElement.EnumerateArray());
        Assert.Equal(("b", "v"), (message.GetProperty("body").GetString(), message.GetProperty("properties").GetProperty("k").GetString()));
        using var requests = JsonDocument.Parse(await hub.Client.GetStringAsync("/control/requests"));
        Assert.Equal(201, Assert.Single(requests.RootElement.EnumerateArray()).GetProperty("status").GetInt32());
        using HttpResponseMessage fault = await hub.Client.PostAsync("/control/faults", new StringContent("status=503,for=10s"));
        Assert.Equal("all:status=503,for=10000ms", Assert.Single(hub.StandIn.Faults.Active).ToString());
        Assert.Equal(HttpStatusCode.BadRequest, (await hub.Client.GetAsync("/control/messages?from=x")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await hub.Client.GetAsync("/control/other")).StatusCode);
    }
}
