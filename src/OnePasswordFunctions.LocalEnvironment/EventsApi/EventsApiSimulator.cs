using Microsoft.AspNetCore.Http;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>
/// The 1Password Events API, version 2, on 127.0.0.1: three feeds in order of arrival, sticky opaque cursors, scoped tokens,
/// rate limits, and every fault of <see cref="Vocabulary"/>. It is steered through this class or over <c>/control</c> on its own port.
/// </summary>
internal sealed class EventsApiSimulator : IAsyncDisposable
{
    private readonly SimulatorOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly EventGenerator _generator;
    private readonly FeedLog[] _feeds;
    private readonly TokenAuthority _tokens;
    private readonly RateLimiter _limiter;
    private readonly LoopbackServer _server;
    private readonly ControlPanel _control;
    private readonly ApiEndpoint _endpoint;
    private string? _token;

    public EventsApiSimulator(SimulatorOptions options, TimeProvider timeProvider)
    {
        (_options, _timeProvider, Latency, RateLimits) = (options, timeProvider, options.Latency, options.RateLimits);
        _generator = new EventGenerator(options.Seed, options.AccountUuid);
        _feeds = [.. SimulatedFeeds.All.Select(feed => new FeedLog(feed, _generator, options, timeProvider))];
        _tokens = new TokenAuthority(options.Seed, timeProvider);
        _limiter = new RateLimiter(options, timeProvider);
        Faults = new FaultPlan(Vocabulary, timeProvider);
        Requests = new Newest<RequestRecord>(options.RequestLogLength);
        Pages = new ApiPages(options, timeProvider);
        _endpoint = new ApiEndpoint(this, options, timeProvider);
        _control = SimulatorControl.Create(this);
        _server = new LoopbackServer(HandleAsync, Faults.ServeAsync);
    }

    /// <summary>The faults that it knows; the word before a colon is a feed or <c>introspect</c>.</summary>
    public static FaultVocabulary Vocabulary { get; } = new(
        [.. FaultResponder.Kinds, .. PageDraft.Shapes.Keys, "token-revoked", "cursor-expired"],
        [.. SimulatedFeeds.All.Select(feed => feed.Name()), ApiEndpoint.Introspect],
        [PageRequestBody.Other, PageRequestBody.Reset, PageRequestBody.Continued, ApiEndpoint.Introspect],
        kind => kind == "cursor-expired" ? PageRequestBody.Continued : null);

    /// <summary>The URL to configure as <c>OnePassword__ServerUrl</c>; known after <see cref="StartAsync"/>.</summary>
    public Uri BaseAddress => _server.BaseAddress;

    /// <summary>A token for all three feeds that does not expire; known after <see cref="StartAsync"/>.</summary>
    public string Token => _token ?? throw new InvalidOperationException("The simulator's token names its port; start it first.");

    /// <summary>The faults that are on.</summary>
    public FaultPlan Faults { get; }

    /// <summary>The newest requests, and the count of all; control requests are not among them.</summary>
    public Newest<RequestRecord> Requests { get; }

    public ApiPages Pages { get; }

    /// <summary>The time that every page takes at least; may be changed at any time.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Whether the rate limits are kept; may be changed at any time.</summary>
    public bool RateLimits { get; set; }

    /// <summary>The simulator's time.</summary>
    public DateTimeOffset Now => _timeProvider.GetUtcNow();

    /// <summary>Whether nothing more will arrive in any feed.</summary>
    public bool IsFullyVisible => _feeds.All(log => log.IsFullyVisible);

    /// <summary>Fills the feeds and opens the port.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _server.StartAsync(0, cancellationToken);
        _token = IssueToken();
        foreach (FeedLog log in _feeds)
        {
            log.AddGenerated(_options.EventsOf.GetValueOrDefault(log.Feed, _options.EventsPerFeed), _options.History, _options.LateShare);
            if (_options.LiveEventsPerSecond > 0)
            {
                log.StartLive();
            }
        }
    }

    /// <summary>Makes a token; without arguments one that may read everything here for ever.</summary>
    /// <inheritdoc cref="TokenAuthority.Issue"/>
    public string IssueToken(IEnumerable<string>? features = null, TimeSpan? lifetime = null, string? audience = null, string? account = null) =>
        _tokens.Issue(account ?? _options.AccountUuid, audience ?? BaseAddress.Authority, features, lifetime);

    /// <summary>Revokes a token; null revokes every one.</summary>
    public void RevokeToken(string? token) => _tokens.Revoke(token);

    /// <summary>What a request's bearer token says; null when it opens nothing here.</summary>
    public ApiToken? Authorize(HttpContext context)
    {
        string[] header = context.Request.Headers.Authorization.ToString().Split(' ', 2, StringSplitOptions.TrimEntries);
        ApiToken? token = header is [var scheme, var text] && scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) ? _tokens.Verify(text) : null;
        return token?.Audience == BaseAddress.Authority && token.Account == _options.AccountUuid ? token : null;
    }

    /// <summary>Counts a request; false when the limits are kept and it is over one, with the wait until one passes again.</summary>
    public bool TryTakeFromLimit(out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        return !RateLimits || _limiter.TryTake(out wait);
    }

    /// <inheritdoc cref="FaultPlan.Add(string)"/>
    public ActiveFault AddFault(string text) => Faults.Add(text);

    /// <inheritdoc cref="FeedLog.AddGenerated"/>
    public void AddGenerated(SimulatedFeed feed, long count, TimeSpan history, double lateShare) => Log(feed).AddGenerated(count, history, lateShare);

    /// <summary>Adds an event of any bytes, which arrives now unless another time is given.</summary>
    public void AddEvent(SimulatedFeed feed, ReadOnlyMemory<byte> json, DateTimeOffset? visibleAt = null) => Log(feed).AddExplicit(json, visibleAt ?? Now);

    /// <summary>Closes the port; callers get "connection refused".</summary>
    public Task StopListeningAsync() => _server.StopListeningAsync();

    /// <summary>Opens the same port again.</summary>
    public Task ListenAgainAsync(CancellationToken cancellationToken) => _server.ListenAgainAsync(cancellationToken);

    /// <summary>The feed itself, for whoever compares it with what was delivered.</summary>
    public FeedLog Log(SimulatedFeed feed) => _feeds[(int)feed];

    /// <summary>Finds the generated event that has this uuid.</summary>
    public bool TryFindGenerated(ReadOnlySpan<byte> uuid, out SimulatedFeed feed, out FeedEvent found)
    {
        found = _generator.Identity.TryRead(uuid, out feed, out long sequence) ? Log(feed).Find(sequence) ?? default : default;
        return found.Run is GeneratedRun;
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
            await _endpoint.HandleAsync(context, record);
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
}
