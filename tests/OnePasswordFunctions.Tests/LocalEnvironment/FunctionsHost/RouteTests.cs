using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

/// <summary>Routes, keys and the admin endpoints.</summary>
public sealed class RouteTests : IAsyncLifetime
{
    private readonly FakeWorkerApp _app = new FakeWorkerApp()
        .AddTimer("Tick")
        .AddHttp("GetEvents", more: ""","methods":["get","post"],"route":"get-events" """)
        .AddHttp("Open", more: ""","authLevel":"Anonymous","route":"open/{id}" """);

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("GET", "/api/get-events", 200)]
    [InlineData("DELETE", "/api/get-events", 404)]
    [InlineData("GET", "/api/unknown", 404)]
    [InlineData("GET", "/get-events", 404)]
    [InlineData("DELETE", "/api/open/7", 200)]
    [InlineData("GET", "/admin/functions/Tick", 404)]
    public async Task Send_Request_HasTheHostsStatus(string method, string path, int expected)
    {
        await using FunctionsHostStandIn host = await StartAsync(_app.Options);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(host.BaseAddress, path));

        using HttpResponseMessage response = await _client.SendAsync(request);

        Assert.Equal(expected, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("/api/get-events", "function", 200)]
    [InlineData("/api/get-events", "admin", 401)]
    [InlineData("/api/open/7", "anonymous", 200)]
    [InlineData("/api/open/7", "function", 401)]
    public async Task Get_RequestIsNotAllowed_IsAnEmpty401(string path, string allowedLevel, int expected)
    {
        await using FunctionsHostStandIn host = await StartAsync(_app.Options with { Allows = (_, level) => level == allowedLevel });

        using HttpResponseMessage response = await _client.GetAsync(new Uri(host.BaseAddress, path));

        Assert.Equal(expected, (int)response.StatusCode);
        if (expected == 401)
        {
            Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        }
    }

    [Theory]
    [InlineData("function", 401)]
    [InlineData("admin", 202)]
    public async Task Post_AdminEndpoint_IsOfTheAdminLevel(string allowedLevel, int expected)
    {
        await using FunctionsHostStandIn host = await StartAsync(_app.Options with { Allows = (_, level) => level == allowedLevel });

        using HttpResponseMessage response = await PostAsync(host, "functions/Tick", "{}");

        Assert.Equal(expected, (int)response.StatusCode);
    }

    [Fact]
    public async Task Get_DisabledFunction_IsNotFound()
    {
        await using FunctionsHostStandIn host = await StartAsync(_app.Options with { Settings = new Dictionary<string, string> { ["AzureWebJobs_GetEvents_Disabled"] = "1" } });

        using HttpResponseMessage response = await _client.GetAsync(new Uri(host.BaseAddress, "/api/get-events"));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Post_RunNow_IsAcceptedAndRunsInTheBackground()
    {
        await using FunctionsHostStandIn host = await StartAsync(_app.Options);
        var ran = new TaskCompletionSource<InvocationResult>();
        host.Invocations.Completed += result => ran.TrySetResult(result);

        using HttpResponseMessage accepted = await PostAsync(host, "functions/Tick", """{"input":"go"}""");
        using HttpResponseMessage refused = await PostAsync(host, "functions/Tick", "\"\"");
        using HttpResponseMessage unknown = await PostAsync(host, "functions/Nothing", "{}");

        Assert.Equal([202, 400, 404], (int[])[(int)accepted.StatusCode, (int)refused.StatusCode, (int)unknown.StatusCode]);
        Assert.Equal(("Tick", true), ((await Eventually.EndsAsync(ran.Task)).FunctionName, (await ran.Task).Succeeded));
        Assert.Equal("go", _app.Workers[0].Received[^1].InvocationRequest.TriggerMetadata["timer"].String);
    }

    private async Task<FunctionsHostStandIn> StartAsync(FunctionsHostOptions options)
    {
        await _app.ServeHttpAsync(context => context.Response.WriteAsync("served"));
        return await _app.StartAsync(options);
    }

    private async Task<HttpResponseMessage> PostAsync(FunctionsHostStandIn host, string path, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        return await _client.PostAsync(new Uri(host.BaseAddress, "/admin/" + path), body);
    }
}
