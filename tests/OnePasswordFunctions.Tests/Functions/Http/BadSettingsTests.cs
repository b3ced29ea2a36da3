using System.Net;
using System.Text.Json;

namespace OnePasswordFunctions.Tests.Functions.Http;

public sealed class BadSettingsTests
{
    [Fact]
    public async Task TestConnection_BadSettings_Answers503WithTheProblemsAndSkipsTheRest()
    {
        await using RunningApp app = await StartAsync();
        (HttpResponseMessage response, JsonElement json) = await app.GetJsonAsync("/api/test-connection");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        JsonElement[] checks = [.. json.GetProperty("checks").EnumerateArray()];
        Assert.Equal("failed", checks[0].GetProperty("outcome").GetString());
        Assert.Contains("OnePassword__ApiToken", checks[0].GetProperty("seen").GetString()!, StringComparison.Ordinal);
        Assert.Contains("OnePassword__InitialLookback", checks[0].GetProperty("seen").GetString()!, StringComparison.Ordinal);
        Assert.All(checks[1..], check => Assert.Equal("skipped", check.GetProperty("outcome").GetString()));
    }

    [Theory]
    [InlineData("/api/status", "application/json")]
    [InlineData("/api/status?format=html", "text/html")]
    [InlineData("/api/status?format=markdown", "text/markdown")]
    [InlineData("/api/test-connection?format=markdown", "text/markdown")]
    [InlineData("/api/test-connection?format=html", "text/html")]
    public async Task AnyForm_BadSettings_NamesThem(string path, string mediaType)
    {
        await using RunningApp app = await StartAsync();
        (HttpResponseMessage response, string body) = await app.GetAsync(path);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(mediaType, response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("InitialLookback", body.Replace("\\_", "_", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/IngestAuditEvents")]
    [InlineData("/api/get-events")]
    public async Task OtherFunctions_BadSettings_Answer500(string path)
    {
        await using RunningApp app = await StartAsync();
        (HttpResponseMessage response, string body) = await app.PostAsync(path, "{}");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("OnePassword__ApiToken", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/get-events", "text/html,*/*;q=0.8", "text/html")]
    [InlineData("/api/prove-delivery?format=html", null, "text/html")]
    [InlineData("/api/get-events?format=csv", "text/html", "application/json")]
    public async Task OtherFunctions_BadSettings_AnswerABrowserWithAPage(string path, string? accept, string mediaType)
    {
        await using RunningApp app = await StartAsync();
        (HttpResponseMessage response, string body) = await app.GetAsync(path, accept);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(mediaType, response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("OnePassword__ApiToken", body, StringComparison.Ordinal);
        Assert.Contains("OnePassword__InitialLookback", body, StringComparison.Ordinal);
        Assert.Equal(mediaType == "text/html", body.StartsWith("<!doctype html>", StringComparison.Ordinal));
    }

    private static Task<RunningApp> StartAsync() =>
        RunningApp.StartAsync(null, null, null, ("OnePassword__ApiToken", null), ("OnePassword__InitialLookback", "forever"));
}
