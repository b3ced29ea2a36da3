using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using OnePasswordFunctions.LocalEnvironment.EventsApi;

namespace OnePasswordFunctions.Tests.LocalEnvironment.EventsApi;

/// <summary>What the simulator refuses, as the API does.</summary>
public class EventsApiSimulatorRefusalTests
{
    private const string All = """{"limit":1000,"start_time":"2020-01-01T00:00:00Z"}""";

    [Theory]
    [InlineData("POST", "/api/v2/nothing", 404)]
    [InlineData("POST", "/api/v2/auditevents/", 404)]
    [InlineData("GET", "/", 404)]
    [InlineData("GET", "/api/v2/auditevents", 405)]
    [InlineData("POST", "/api/v2/auth/introspect", 405)]
    [InlineData("POST", "/api/v2/auditevents", 400)]
    public async Task Request_ThatIsWrong_GetsTheNestedError(string method, string path, int status)
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent("nonsense") };
        using HttpResponseMessage response = await running.Client.SendAsync(request);
        Assert.Equal(status, (int)response.StatusCode);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.NotEmpty(body.RootElement.GetProperty("Error").GetProperty("Message").GetString()!);
    }

    [Fact]
    public async Task Cursor_OfAnotherFeedOrExpired_Gets400()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync(options => options.EventsPerFeed = 5);
        ReadPage page = await running.ReadPageAsync(SimulatedFeed.AuditEvents, All);
        Assert.Equal(HttpStatusCode.BadRequest, (await running.PostAsync(SimulatedFeed.ItemUsages, page.Next)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await running.PostAsync(SimulatedFeed.AuditEvents, page.Next)).StatusCode);
        running.Simulator.Pages.ExpireCursors();
        Assert.Equal(HttpStatusCode.BadRequest, (await running.PostAsync(SimulatedFeed.AuditEvents, page.Next)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await running.PostAsync(SimulatedFeed.AuditEvents, All)).StatusCode);
    }

    [Fact]
    public async Task Token_ThatMayNot_Gets401()
    {
        await using RunningSimulator running = await RunningSimulator.StartAsync();
        EventsApiSimulator simulator = running.Simulator;
        string revoked = simulator.IssueToken();
        simulator.Tokens.Revoke(revoked);
        string[] bad =
        [
            "garbage", revoked,
            simulator.IssueToken(lifetime: TimeSpan.FromSeconds(-5)),
            simulator.IssueToken(audience: "events.1password.eu"),
            simulator.IssueToken(account: "OTHER"),
            simulator.IssueToken(["itemusages"]),
        ];
        foreach (string token in bad)
        {
            running.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using HttpResponseMessage response = await running.PostAsync(SimulatedFeed.AuditEvents, "{}");
            Assert.Equal("""{"Error":{"Message":"Unauthorized"}}""", await response.Content.ReadAsStringAsync());
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await running.PostAsync(SimulatedFeed.ItemUsages, "{}")).StatusCode);
        running.Client.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(HttpStatusCode.Unauthorized, (await running.PostAsync(SimulatedFeed.AuditEvents, "{}")).StatusCode);
    }
}
