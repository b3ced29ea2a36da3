using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>
/// The 1Password Events API, version 2, on 127.0.0.1: three feeds in order of arrival, sticky opaque cursors, scoped tokens,
/// rate limits, and every fault of <see cref="Vocabulary"/>. It is steered through this class or over <c>/control</c> on its own port.
/// </summary>
internal sealed class EventsApiSimulator : LoopbackServer
{
    private readonly EventGenerator _generator;
    private readonly FeedLog[] _feeds;
    private readonly ControlPanel _control;
    private readonly ApiEndpoint _endpoint;
    private string? _token;

    public EventsApiSimulator(SimulatorOptions options, TimeProvider timeProvider)
        : base(Vocabulary, timeProvider)
    {
        Options = options;
        _generator = new EventGenerator(options.Seed, options.AccountUuid);
        _feeds = [.. SimulatedFeed.All.Select(feed => new FeedLog(feed, _generator, options, timeProvider))];
        Tokens = new TokenAuthority(options.Seed, timeProvider);
        Limiter = new RateLimiter(options, timeProvider);
        Requests = new Newest<RequestRecord>(options.RequestLogLength);
        Pages = new ApiPages(options, timeProvider);
        _endpoint = new ApiEndpoint(this, timeProvider);
        _control = new SimulatorControl(this).CreatePanel();
    }

    /// <summary>The faults that it knows; the word before a colon is a feed or <c>introspect</c>.</summary>
    public static FaultVocabulary Vocabulary { get; } = new(
        [.. FaultResponder.Kinds, .. PageDraft.Shapes.Keys, "token-revoked", "cursor-expired"],
        [.. SimulatedFeed.All.Select(feed => feed.Name), ApiEndpoint.Introspect],
        [PageRequestBody.Other, PageRequestBody.Reset, PageRequestBody.Continued, ApiEndpoint.Introspect],
        kind => kind == "cursor-expired" ? PageRequestBody.Continued : null);

    /// <summary>A token for all three feeds that does not expire; known after <see cref="StartAsync"/>.</summary>
    public string Token => _token ?? throw new InvalidOperationException("The simulator's token names its port; start it first.");

    /// <summary>How it started; the latency and whether the rate limits are kept may be changed at any time.</summary>
    public SimulatorOptions Options { get; }

    /// <summary>The newest requests, and the count of all; control requests are not among them.</summary>
    public Newest<RequestRecord> Requests { get; }

    public ApiPages Pages { get; }

    public TokenAuthority Tokens { get; }

    public RateLimiter Limiter { get; }

    /// <summary>The simulator's time.</summary>
    public DateTimeOffset Now => TimeProvider.GetUtcNow();

    /// <summary>Whether nothing more will arrive in any feed.</summary>
    public bool IsFullyVisible => _feeds.All(log => log.IsFullyVisible);

    /// <summary>Fills the feeds and opens the port.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await base.StartAsync(cancellationToken);
        _token = IssueToken();
        foreach (FeedLog log in _feeds)
        {
            log.AddGenerated(Options.EventsOf.GetValueOrDefault(log.Feed, Options.EventsPerFeed), Options.History, Options.LateShare);
            if (Options.LiveEventsPerSecond > 0)
            {
                log.StartLive();
            }
        }
    }

    /// <summary>Makes a token; without arguments one that may read everything here for ever.</summary>
    /// <inheritdoc cref="TokenAuthority.Issue"/>
    public string IssueToken(IEnumerable<string>? features = null, TimeSpan? lifetime = null, string? audience = null, string? account = null) =>
        Tokens.Issue(account ?? Options.AccountUuid, audience ?? BaseAddress.Authority, features, lifetime);

    /// <summary>What a request's bearer token says; null when it opens nothing here.</summary>
    public ApiToken? Authorize(HttpContext context)
    {
        bool isBearer = AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization, out AuthenticationHeaderValue? header)
            && header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase);
        ApiToken? token = isBearer ? Tokens.Verify(header!.Parameter ?? "") : null;
        return token?.Audience == BaseAddress.Authority && token.Account == Options.AccountUuid ? token : null;
    }

    /// <summary>The feed itself, to add to it or to compare it with what was delivered.</summary>
    public FeedLog Log(SimulatedFeed feed) => _feeds[feed.Index];

    /// <summary>Finds the generated event that has this uuid, and the place of its feed in <see cref="SimulatedFeed.All"/>; null when there is none.</summary>
    public (int Feed, FeedEvent Event)? FindGenerated(ReadOnlySpan<byte> uuid) =>
        _generator.Identity.Read(uuid) is var (feed, sequence) && _feeds[feed].Find(sequence) is { Template.IsGenerated: true } found ? (feed, found) : null;

    protected override async Task HandleAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        if (path.StartsWith("/control", StringComparison.Ordinal))
        {
            await _control.HandleAsync(context);
            return;
        }

        var record = new RequestRecord { At = Now, Method = context.Request.Method, Path = path };
        if (TimeProvider != TimeProvider.System)
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
