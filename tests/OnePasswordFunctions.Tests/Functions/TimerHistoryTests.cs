using System.Net;
using OnePasswordFunctions.Tests.Functions.Http;

namespace OnePasswordFunctions.Tests.Functions;

public sealed class TimerHistoryTests
{
    private readonly ScriptedEventsApi _api = new();

    [Fact]
    public async Task Run_WithoutNews_ReadsTheTableOnceAndWritesNothing()
    {
        await using RunningApp app = await RunningApp.StartAsync(_api, new RecordingPublisher());
        _api.Numbered("c", false, 0, 3);
        await app.PostAsync("/IngestAuditEvents", "{}");
        await Eventually.TrueAsync(() => app.Tables.Count("OnePasswordCursorsRuns") == 1, "the first run is in the history");
        int before = app.Tables.Requests.Count, asked = _api.Requests.Count;
        _api.Page("c", false);
        (HttpResponseMessage response, _) = await app.PostAsync("/IngestAuditEvents", "{}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await app.StopAsync();
        Assert.Single(app.Tables.Requests[before..]);
        Assert.StartsWith("GET ", app.Tables.Requests[^1], StringComparison.Ordinal);
        Assert.Equal(asked + 1, _api.Requests.Count);
    }

    [Fact]
    public async Task Run_HistoryUnwritable_AnswersAsIfNothingWere()
    {
        await using RunningApp app = await RunningApp.StartAsync(_api, new RecordingPublisher());
        app.Tables.RefusedTable = "OnePasswordCursorsRuns";
        _api.Numbered("c", false, 0, 3);
        (HttpResponseMessage response, _) = await app.PostAsync("/IngestAuditEvents", "{}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(app.Log.Entries, line => line.Message.Contains("\"outcome\":\"CaughtUp\"", StringComparison.Ordinal));
    }
}
