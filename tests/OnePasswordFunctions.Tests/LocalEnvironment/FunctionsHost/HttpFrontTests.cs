using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

public sealed class HttpFrontTests : IDisposable
{
    private readonly FakeHandlerApp _app = new FakeHandlerApp()
        .AddTimer("Echo")
        .AddHttp("GetEvents", """, "methods": [ "get", "post" ], "route": "get-events" """)
        .AddHttp("Open", """, "authLevel": "anonymous", "route": "open/{id}" """);

    private readonly HttpClient _client = new();

    public void Dispose()
    {
        _client.Dispose();
        _app.Dispose();
    }

    [Fact]
    public async Task Get_ForwardedFunction_ReachesTheHandlerAsItCame()
    {
        await using FunctionsHostStandIn host = await _app.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.BaseAddress, "/api/get-events?a=1&a=2&b=x%20y"));
        request.Headers.TryAddWithoutValidation("User-Agent", "curl/8");
        request.Headers.TryAddWithoutValidation("x-functions-key", "k");

        using HttpResponseMessage response = await _client.SendAsync(request);

        Assert.Equal("fake", response.Headers.GetValues("x-handler").Single());
        JsonNode seen = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("/api/get-events?a=1,2&b=x%20y", ((string?)seen["url"])!.Replace("%2C", ",", StringComparison.Ordinal));
        Assert.Equal("curl/8 Azure-Functions-Host/4.1054.250.0", (string?)seen["headers"]!["user-agent"]);
        Assert.Equal("k", (string?)seen["headers"]!["x-functions-key"]);
        Assert.Equal(host.BaseAddress.Authority, (string?)seen["headers"]!["host"]);
        Assert.NotNull(seen["headers"]!["x-azure-functions-invocationid"]);
        Assert.NotNull(seen["headers"]!["traceparent"]);
    }

    [Fact]
    public async Task Post_ChunkedBody_IsLostAndAnnouncedBodyIsNot()
    {
        await using FunctionsHostStandIn host = await _app.StartAsync();
        var uri = new Uri(host.BaseAddress, "/api/get-events");
        using var announced = new StringContent("{\"a\":1}", Encoding.UTF8, "application/json");
        using var chunked = new InvocationContent("{\"a\":1}"u8.ToArray());

        using HttpResponseMessage first = await _client.PostAsync(uri, announced);
        using HttpResponseMessage second = await _client.PostAsync(uri, chunked);

        Assert.Equal("{\"a\":1}", (string?)JsonNode.Parse(await first.Content.ReadAsStringAsync())!["body"]);
        Assert.Equal("", (string?)JsonNode.Parse(await second.Content.ReadAsStringAsync())!["body"]);
    }

    [Theory]
    [InlineData("GET", "/", 200)]
    [InlineData("DELETE", "/api/get-events", 404)]
    [InlineData("GET", "/api/unknown", 404)]
    [InlineData("GET", "/get-events", 404)]
    [InlineData("DELETE", "/api/open/7", 200)]
    [InlineData("GET", "/admin/host/status", 200)]
    [InlineData("GET", "/admin/functions/Nothing", 404)]
    public async Task Send_Request_HasTheHostsStatus(string method, string path, int expected)
    {
        await using FunctionsHostStandIn host = await _app.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(host.BaseAddress, path));

        using HttpResponseMessage response = await _client.SendAsync(request);

        Assert.Equal(expected, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("/api/get-events", null, null, 401)]
    [InlineData("/api/get-events", "wrong", null, 401)]
    [InlineData("/api/get-events", "f", null, 200)]
    [InlineData("/api/get-events", "m", null, 200)]
    [InlineData("/api/get-events", null, "f", 200)]
    [InlineData("/api/get-events", "wrong", "f", 401)]
    [InlineData("/api/open/7", null, null, 200)]
    [InlineData("/admin/functions", "f", null, 401)]
    [InlineData("/admin/functions", "m", null, 200)]
    public async Task Get_KeysAreAskedFor_OnlyTheRightKeyOpens(string path, string? header, string? code, int expected)
    {
        await using FunctionsHostStandIn host = await _app.StartAsync(_app.Options with { Auth = true, FunctionKey = "f", MasterKey = "m" });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.BaseAddress, code is null ? path : $"{path}?code={code}"));
        if (header is not null)
        {
            request.Headers.Add("x-functions-key", header);
        }

        using HttpResponseMessage response = await _client.SendAsync(request);

        Assert.Equal(expected, (int)response.StatusCode);
        if (expected == 401)
        {
            Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task Get_DisabledFunction_IsNotFoundWithoutTheMasterKey()
    {
        await using FunctionsHostStandIn host = await _app.StartAsync(_app.Options with { Settings = new Dictionary<string, string> { ["AzureWebJobs_GetEvents_Disabled"] = "1" } });

        using HttpResponseMessage without = await _client.GetAsync(new Uri(host.BaseAddress, "/api/get-events"));
        using HttpResponseMessage with = await _client.GetAsync(new Uri(host.BaseAddress, "/api/get-events?code=local-master-key"));

        Assert.Equal(HttpStatusCode.NotFound, without.StatusCode);
        Assert.Equal(HttpStatusCode.OK, with.StatusCode);
    }

    [Fact]
    public async Task Post_RunNow_IsAcceptedAndRunsInTheBackground()
    {
        await using FunctionsHostStandIn host = await _app.StartAsync();
        var ran = new TaskCompletionSource<InvocationResult>();
        host.InvocationCompleted += result => ran.TrySetResult(result);
        var uri = new Uri(host.BaseAddress, "/admin/functions/Echo");
        using var body = new StringContent("{\"input\":\"\"}", Encoding.UTF8, "application/json");
        using var noObject = new StringContent("\"\"", Encoding.UTF8, "application/json");

        using HttpResponseMessage accepted = await _client.PostAsync(uri, body);
        using HttpResponseMessage refused = await _client.PostAsync(uri, noObject);

        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        InvocationResult result = await ran.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(result.Succeeded, result.Error);
        Assert.False(result.ReturnValue.GetProperty("headers").TryGetProperty("traceparent", out _));
    }

    [Fact]
    public async Task Get_Functions_ListsThemAndTheirErrors()
    {
        _app.AddTimer("Broken", "%Missing%");
        await using FunctionsHostStandIn host = await _app.StartAsync();

        JsonNode functions = JsonNode.Parse(await _client.GetStringAsync(new Uri(host.BaseAddress, "/admin/functions")))!;
        JsonNode status = JsonNode.Parse(await _client.GetStringAsync(new Uri(host.BaseAddress, "/admin/functions/Broken/status")))!;

        Assert.Equal(["Echo", "GetEvents", "Open"], functions.AsArray().Select(function => (string?)function!["name"]));
        Assert.Equal("'%Missing%' does not resolve to a value.", (string?)status["errors"]![0]);
    }

    [Fact]
    public async Task Get_HostIsNotReady_IsUnavailable()
    {
        await using var host = new FunctionsHostStandIn(
            _app.Options with { HttpReadyTimeout = TimeSpan.Zero, Settings = new Dictionary<string, string> { ["FAKE_DEAF"] = "1" } }, TimeProvider.System);
        Task start = host.StartAsync(CancellationToken.None);

        using HttpResponseMessage response = await _client.GetAsync(new Uri(host.BaseAddress, "/api/get-events"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("Function host is not running.", await response.Content.ReadAsStringAsync());
        await host.StopAsync();
        Assert.IsType<LocalEnvironmentException>(await Record.ExceptionAsync(() => start));
    }

    [Fact]
    public async Task Post_WithoutForwarding_IsDescribedAndTheOutputBecomesTheResponse()
    {
        _app.WriteHostJson("""
            { "version": "2.0", "customHandler": { "description": { "defaultExecutablePath": "node", "arguments": [ "handler.js" ] } } }
            """);
        _app.AddHttp("Described", """, "route": "described/{id}" """);
        await using FunctionsHostStandIn host = await _app.StartAsync();
        using var body = new StringContent("text", Encoding.UTF8, "text/plain");

        using HttpResponseMessage response = await _client.PostAsync(new Uri(host.BaseAddress, "/api/described/7?q=1"), body);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("yes", response.Headers.GetValues("x-made").Single());
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        JsonNode request = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("POST", (string?)request["Method"]);
        Assert.Equal("1", (string?)request["Query"]!["q"]);
        Assert.Equal("7", (string?)request["Params"]!["id"]);
        Assert.Equal("text", (string?)request["Body"]);
        Assert.Equal(new Uri(host.BaseAddress, "/api/described/7?q=1").AbsoluteUri, (string?)request["Url"]);
    }
}
