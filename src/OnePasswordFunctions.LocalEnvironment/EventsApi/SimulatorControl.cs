using System.Text.Json.Nodes;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>What the simulator's <c>/control</c> paths do.</summary>
internal sealed class SimulatorControl(EventsApiSimulator simulator)
{
    public ControlPanel CreatePanel() => new ControlPanel(simulator.Faults)
        .Add("GET /control/state", "per feed: held, served, requests, and whether nothing more will arrive", _ => State())
        .Add("GET /control/token", "a token for all three feeds", _ => new { simulator.Token })
        .Add("POST /control/tokens", """issues a token: {"features":["itemusages"],"lifetime_seconds":60,"audience":"host:port","account":"…"}, each optional""",
            request => new { Token = IssueToken(request) })
        .Add("POST /control/tokens/revoke", """revokes {"token":"…"}; without a token, every one""", request => simulator.Tokens.Revoke(request.Member("token")?.ToString()), State)
        .Add("POST /control/cursors/expire", "every cursor handed out so far is answered 400", _ => simulator.Pages.ExpireCursors(), State)
        .Add("POST /control/events?feed=auditevents&visible_in_seconds=0", "adds the body, byte for byte, as one event", request =>
            ReadLog(request.Query("feed")).AddEvent(request.Body, request.Query("visible_in_seconds") is null ? null : simulator.Now + Seconds(request, "visible_in_seconds", -1e9, 1e9)), State)
        .Add("POST /control/generate", """adds events: {"feed":"itemusages","count":5000,"history_seconds":0,"late_share":0}; a history of 0 gives them one timestamp""", request =>
            ReadLog(request.Member("feed")?.ToString()).AddGenerated(
                (long)request.Number("count", 1, 0, 1e8), Seconds(request, "history_seconds", 0, 86400 * 120), request.Number("late_share", 0, 0, 1)), State)
        .Add("POST /control/latency", """{"milliseconds":100}""", request =>
            simulator.Options.Latency = TimeSpan.FromMilliseconds(request.Number("milliseconds", 0, 0, 3_600_000)), State)
        .Add("POST /control/rate-limits", """{"on":true}""", request => simulator.Options.RateLimits = request.Member("on")?.ToString() == "true", State)
        .Add("GET /control/requests?count=100", "the newest requests", request => simulator.Requests.ToList().TakeLast((int)request.Number("count", 100, 0, 1e6)));

    private object State() => new
    {
        Requests = simulator.Requests.Count,
        LatencyMilliseconds = simulator.Options.Latency.TotalMilliseconds,
        simulator.Options.RateLimits,
        FullyVisible = simulator.IsFullyVisible,
        Feeds = SimulatedFeed.All.ToDictionary(feed => feed.Name, feed =>
        {
            FeedLog log = simulator.Log(feed);
            return new { log.Held, log.Served, log.Requests, FullyVisible = log.IsFullyVisible };
        }),
    };

    private FeedLog ReadLog(string? name) => SimulatedFeed.Find(name) is { } feed
        ? simulator.Log(feed)
        : throw new FormatException($"feed must be one of auditevents, itemusages, signinattempts; '{name}' is none.");

    private string IssueToken(ControlRequest request) => simulator.IssueToken(
        request.Member("features") is JsonArray features ? features.Select(feature => $"{feature}") : null,
        request.Member("lifetime_seconds") is null ? null : Seconds(request, "lifetime_seconds", -1e9, 1e9),
        request.Member("audience")?.ToString(),
        request.Member("account")?.ToString());

    private static TimeSpan Seconds(ControlRequest request, string name, double least, double most) => TimeSpan.FromSeconds(request.Number(name, 0, least, most));
}
