using System.Net;
using System.Text;
using System.Text.Json;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventsApi;

public class SimulatorControlTests
{
    [Theory]
    [InlineData("""{"fault":"itemusages:status=503,count=2,retry-after=5"}""", 1)]
    [InlineData("""{"faults":["status=500,count=1","stall"]}""", 2)]
    [InlineData("""["hold"]""", 1)]
    [InlineData("status=500\nhtml,count=3\n", 2)]
    public async Task Faults_PostedInAnyForm_AreSwitchedOnAndOff(string body, int count)
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync();
        using HttpResponseMessage added = await running.Client.PostAsync("/control/faults", new StringContent(body));
        Assert.Equal(HttpStatusCode.OK, added.StatusCode);
        Assert.Equal(count, running.Simulator.Faults.Active.Count);
        using HttpResponseMessage cleared = await running.Client.DeleteAsync("/control/faults");
        Assert.Empty(running.Simulator.Faults.Active);
    }

    [Theory]
    [InlineData("/control/faults", "status=9", "status needs a number from 200 to 599")]
    [InlineData("/control/faults", "{}", "Send {")]
    [InlineData("/control/faults", "{", "not JSON")]
    [InlineData("/control/events?feed=nothing", "{}", "auditevents, itemusages, signinattempts")]
    [InlineData("/control/generate", """{"feed":"itemusages","late_share":2}""", "from 0 to 1")]
    [InlineData("/control/latency", "[]", "must be a JSON object")]
    public async Task BadInput_Gets400ThatSaysWhatIsAllowed(string path, string body, string expected)
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync();
        using HttpResponseMessage response = await running.Client.PostAsync(path, new StringContent(body));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(expected, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EventsAndGenerate_Posted_AreHeld()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync();
        byte[] odd = [0xFF, 0x00, 0x7B];
        await PostAsync(running, "/control/events?feed=auditevents", odd);
        await PostAsync(running, "/control/events?feed=auditevents&visible_in_seconds=3600", odd);
        await PostAsync(running, "/control/generate", Encoding.UTF8.GetBytes("""{"feed":"itemusages","count":5000}"""));
        Assert.Equal(odd, running.Simulator.Log(SimulatedFeed.AuditEvents).Find(0)!.Value.ToArray());
        using var state = JsonDocument.Parse(await running.Client.GetStringAsync("/control/state"));
        JsonElement feeds = state.RootElement.GetProperty("feeds");
        Assert.Equal(1, feeds.GetProperty("auditevents").GetProperty("held").GetInt64());
        Assert.False(feeds.GetProperty("auditevents").GetProperty("fully_visible").GetBoolean());
        Assert.Equal(5000, feeds.GetProperty("itemusages").GetProperty("held").GetInt64());
    }

    [Fact]
    public async Task Tokens_IssuedAndRevoked_CountAtOnce()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync();
        using HttpResponseMessage issued = await running.Client.PostAsync("/control/tokens", new StringContent("""{"features":["itemusages"]}"""));
        using var token = JsonDocument.Parse(await issued.Content.ReadAsStringAsync());
        running.Client.DefaultRequestHeaders.Authorization = new("Bearer", token.RootElement.GetProperty("token").GetString());
        Assert.Equal(HttpStatusCode.OK, (await running.PostAsync(SimulatedFeed.ItemUsages, "{}")).StatusCode);
        await PostAsync(running, "/control/tokens/revoke", []);
        Assert.Equal(HttpStatusCode.Unauthorized, (await running.PostAsync(SimulatedFeed.ItemUsages, "{}")).StatusCode);
    }

    [Fact]
    public async Task Latency_RateLimits_Cursors_AreSteered()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync();
        await PostAsync(running, "/control/latency", Encoding.UTF8.GetBytes("""{"milliseconds":5}"""));
        await PostAsync(running, "/control/rate-limits", Encoding.UTF8.GetBytes("""{"on":true}"""));
        Assert.Equal(TimeSpan.FromMilliseconds(5), running.Simulator.Options.Latency);
        Assert.True(running.Simulator.Options.RateLimits);
        ReadPage page = await running.ReadPageAsync(SimulatedFeed.ItemUsages, "{}");
        await PostAsync(running, "/control/cursors/expire", []);
        Assert.Equal(HttpStatusCode.BadRequest, (await running.PostAsync(SimulatedFeed.ItemUsages, page.Next)).StatusCode);
    }

    [Fact]
    public async Task Help_ListsEachPath_AndUnknownOnesSaySo()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync();
        Assert.Contains("POST /control/faults", await running.Client.GetStringAsync("/control"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await running.Client.GetAsync("/control/nothing")).StatusCode);
    }

    private static async Task PostAsync(RunningSimulator running, string path, byte[] body)
    {
        using HttpResponseMessage response = await running.Client.PostAsync(path, new ByteArrayContent(body));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
