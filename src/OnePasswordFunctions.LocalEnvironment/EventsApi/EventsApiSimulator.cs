using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>
/// The 1Password Events API, version 2, on 127.0.0.1: three feeds in order of arrival, sticky opaque cursors, scoped tokens,
/// rate limits, and every fault of <see cref="FaultVocabulary.EventsApi"/>. It is steered through this class or over
/// <c>/control</c> on its own port.
/// </summary>
internal sealed class EventsApiSimulator : IAsyncDisposable
{
    private const string FeedPath = "/api/v2/";
    private const string Introspect = "introspect";

    private readonly SimulatorOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly SimulatorState _state;
    private readonly LoopbackServer _server;
    private readonly FaultResponder _responder;
    private readonly PageEndpoint _pages;
    private readonly ControlPanel _control;
    private string? _token;

    public EventsApiSimulator(SimulatorOptions options, TimeProvider timeProvider)
    {
        _options = options;
        _timeProvider = timeProvider;
        _state = new SimulatorState(options, timeProvider);
        Faults = new FaultPlan(FaultVocabulary.EventsApi, timeProvider);
        _server = new LoopbackServer(HandleAsync, Faults.TakeRefusal);
        _responder = new FaultResponder(timeProvider, ApiErrors.WriteAsync);
        _pages = new PageEndpoint(_state, Faults, _responder);
        _control = SimulatorControl.Create(this);
        Requests = new RequestLog(options.RequestLogLength);
    }

    /// <summary>The URL to configure as <c>OnePassword__ServerUrl</c>; known after <see cref="StartAsync"/>.</summary>
    public Uri BaseAddress => _server.BaseAddress;

    /// <summary>A token for all three feeds that does not expire; known after <see cref="StartAsync"/>.</summary>
    public string Token => _token ?? throw new InvalidOperationException("The simulator's token names its port; start it first.");

    /// <summary>The faults that are on.</summary>
    public FaultPlan Faults { get; }

    /// <summary>The requests that came.</summary>
    public RequestLog Requests { get; }

    /// <summary>The time that every page takes at least; may be changed at any time.</summary>
    public TimeSpan Latency
    {
        get => _state.Latency;
        set => _state.Latency = value;
    }

    /// <summary>Whether the rate limits are kept; may be changed at any time.</summary>
    public bool RateLimits
    {
        get => _state.RateLimits;
        set => _state.RateLimits = value;
    }

    /// <summary>The simulator's time.</summary>
    public DateTimeOffset Now => _timeProvider.GetUtcNow();

    /// <summary>Whether nothing more will arrive in any feed.</summary>
    public bool IsFullyVisible => SimulatedFeeds.All.All(feed => Log(feed).IsFullyVisible);

    /// <summary>Fills the feeds and opens the port.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _server.StartAsync(0, cancellationToken);
        _state.Audience = BaseAddress.Authority;
        _token = IssueToken(new TokenRequest());
        foreach (SimulatedFeed feed in SimulatedFeeds.All)
        {
            AddGenerated(feed, _options.EventsOf.GetValueOrDefault(feed, _options.EventsPerFeed), _options.History, _options.LateShare);
            if (_options.LiveEventsPerSecond > 0)
            {
                var lateness = new GeneratedEvents { LateShare = _options.LateShare, LateBy = _options.LateBy };
                Log(feed).StartLive(_options.LiveEventsPerSecond, _options.LiveEventsPerFeed, lateness);
            }
        }
    }

    public string IssueToken(TokenRequest request) => _state.Tokens.Issue(request, _state.Audience, _options.AccountUuid);

    /// <summary>Revokes a token; null revokes every one.</summary>
    public void RevokeToken(string? token) => _state.Tokens.Revoke(token);

    /// <summary>Every cursor handed out so far is answered 400 from now on.</summary>
    public void ExpireCursors() => _state.ExpireCursors();

    /// <inheritdoc cref="FaultPlan.Add(string)"/>
    public ActiveFault AddFault(string text) => Faults.Add(text);

    /// <summary>Adds generated events that arrive now, spread over the time before now; a history of zero gives all of them one timestamp.</summary>
    public void AddGenerated(SimulatedFeed feed, long count, TimeSpan history, double lateShare)
    {
        if (count > 0)
        {
            long now = Now.UtcTicks;
            Log(feed).AddGenerated(count, new GeneratedEvents
            {
                StartTicks = now - history.Ticks,
                StepTicks = history.Ticks / (double)count,
                LateShare = lateShare,
                LateBy = _options.LateBy,
                EarliestTicks = now - Math.Max(history.Ticks, _options.History.Ticks),
            });
        }
    }

    /// <summary>Adds an event of any bytes.</summary>
    public void AddEvent(SimulatedFeed feed, ReadOnlyMemory<byte> json, DateTimeOffset? visibleAt = null) =>
        Log(feed).AddExplicit(ExplicitEvent.Read(json, visibleAt ?? Now), visibleAt ?? Now);

    /// <summary>Closes the port; callers get "connection refused".</summary>
    public Task StopListeningAsync() => _server.StopListeningAsync();

    /// <summary>Opens the same port again.</summary>
    public Task ListenAgainAsync(CancellationToken cancellationToken) => _server.ListenAgainAsync(cancellationToken);

    /// <summary>The feed itself, for whoever compares it with what was delivered.</summary>
    public FeedLog Log(SimulatedFeed feed) => _state.Log(feed);

    /// <summary>Finds the generated event that has this uuid.</summary>
    public bool TryFindGenerated(ReadOnlySpan<byte> uuid, out SimulatedFeed feed, out EventReference found)
    {
        found = default;
        return _state.Generator.Identity.TryRead(uuid, out feed, out long index) && Log(feed).TryFindGenerated(index, out found);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        if (path.StartsWith("/control", StringComparison.Ordinal))
        {
            await _control.HandleAsync(context);
            return;
        }

        var record = new RequestRecord { At = Now, Method = context.Request.Method, Path = path };
        if (_timeProvider != TimeProvider.System)
        {
            context.Response.Headers.Date = FaultResponder.FormatDate(record.At);
        }

        try
        {
            await (path == FeedPath + "auth/introspect" ? IntrospectAsync(context, record)
                : path.StartsWith(FeedPath, StringComparison.Ordinal) && SimulatedFeeds.TryParse(path[FeedPath.Length..], out SimulatedFeed feed) ? _pages.HandleAsync(context, feed, record)
                : ApiErrors.WriteAsync(context, 404));
        }
        catch (Exception error) when (context.RequestAborted.IsCancellationRequested && error is OperationCanceledException or IOException)
        {
            // The caller has gone, or was sent away by a fault.
        }
        finally
        {
            record.Status = context.RequestAborted.IsCancellationRequested ? 0 : context.Response.StatusCode;
            Requests.Add(record);
        }
    }

    /// <summary><c>GET /api/v2/auth/introspect</c>: what a token is good for.</summary>
    private async Task IntrospectAsync(HttpContext context, RequestRecord record)
    {
        record.Kind = RequestKind.Introspect;
        ActiveFault? fault = Faults.TakeBeforeBody(Introspect) ?? Faults.Take(Introspect, RequestKind.Introspect);
        record.Fault = fault?.Spec.Text;
        if (fault is not null && await _responder.TryAnswerAsync(context, fault))
        {
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET";
            await ApiErrors.WriteAsync(context, 405);
        }
        else if (fault?.Spec.Kind == FaultKind.TokenRevoked || _state.Authorize(context) is not { } token)
        {
            await ApiErrors.WriteAsync(context, 401);
        }
        else
        {
            var answer = new JsonObject
            {
                ["uuid"] = token.Subject,
                ["issued_at"] = DateTimeOffset.FromUnixTimeSeconds(token.IssuedAt).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                ["features"] = new JsonArray([.. token.Features.Select(feature => JsonValue.Create(feature))]),
                ["account_uuid"] = token.Account,
            };
            await FaultResponder.WriteAsync(context, 200, PageEndpoint.JsonType, Encoding.UTF8.GetBytes(answer.ToJsonString()));
        }
    }
}
