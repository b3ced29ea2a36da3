using Microsoft.AspNetCore.Http;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>
/// Azure Event Hubs' HTTPS batch interface on 127.0.0.1, over plain HTTP: strict about path, version, Content-Type, signature,
/// size and form, durable when asked. It is steered and read through this class or over <c>/control</c> on its own port.
/// </summary>
internal sealed class EventHubStandIn : IAsyncDisposable
{
    private readonly EventHubStandInOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly HubStore _store;
    private readonly LoopbackServer _server;
    private readonly SendEndpoint _send;
    private readonly HubControl _control;
    private readonly Lock _requestLock = new();
    private readonly Queue<SendRecord> _requests = new();
    private long _requestCount;

    public EventHubStandIn(EventHubStandInOptions options, TimeProvider timeProvider)
    {
        _options = options;
        _timeProvider = timeProvider;
        Vocabulary = FaultVocabulary.EventHubs([.. options.Hubs]);
        Faults = new FaultPlan(timeProvider);
        _store = new HubStore(options);
        _send = new SendEndpoint(options, timeProvider, _store, Faults);
        _server = new LoopbackServer(HandleAsync, Faults.TakeRefusal);
        _control = new HubControl(this);
    }

    /// <summary>Known after <see cref="StartAsync"/>.</summary>
    public Uri BaseAddress => _server.BaseAddress;

    /// <summary>The setting <c>EventHubConnection</c> that leads here.</summary>
    public string ConnectionString
        => $"Endpoint=sb://{BaseAddress.Authority};SharedAccessKeyName={_options.KeyName};SharedAccessKey={_options.Key};UseDevelopmentEmulator=true";

    /// <summary>The faults that are on.</summary>
    public FaultPlan Faults { get; }

    /// <summary>The words for faults here.</summary>
    public FaultVocabulary Vocabulary { get; }

    /// <summary>The number of accepted messages in all hubs.</summary>
    public long Count => _store.Count;

    /// <summary>The number of accepted batches.</summary>
    public long Batches => _store.Batches;

    /// <summary>The bytes of all accepted requests.</summary>
    public long Bytes => _store.Bytes;

    /// <summary>How many requests came, refused ones too.</summary>
    public long RequestCount => Interlocked.Read(ref _requestCount);

    /// <summary>Counts and hashes by id, kept with <see cref="MessageRetention.Digest"/>.</summary>
    public MessageDigest Digest => _store.Digest;

    /// <summary>The hubs that exist.</summary>
    public IReadOnlyList<string> Hubs => [.. _options.Hubs];

    public Task StartAsync(CancellationToken cancellationToken) => _server.StartAsync(_options.Port, cancellationToken);

    /// <summary>Closes the port; callers get "connection refused".</summary>
    public Task StopListeningAsync() => _server.StopListeningAsync();

    /// <summary>Opens the same port again.</summary>
    public Task ListenAgainAsync(CancellationToken cancellationToken) => _server.ListenAgainAsync(cancellationToken);

    /// <summary>The number of accepted messages in one hub.</summary>
    public long CountOf(string hub) => _store.CountOf(hub);

    /// <summary>The messages, in the order of acceptance; empty unless the retention is <see cref="MessageRetention.All"/>.</summary>
    public IReadOnlyList<HubMessage> Messages() => _store.Messages();

    /// <summary>The newest requests, oldest first.</summary>
    public IReadOnlyList<SendRecord> Requests()
    {
        lock (_requestLock)
        {
            return [.. _requests];
        }
    }

    /// <summary>Switches a fault on that is written as on the command line, for example <c>status=503,for=10s</c>.</summary>
    /// <exception cref="ArgumentException">The text is not a fault; the message says what is allowed.</exception>
    public ActiveFault AddFault(string text)
        => FaultSpec.TryParse(text, Vocabulary, out FaultSpec? spec, out string error) ? Faults.Add(spec!) : throw new ArgumentException(error, nameof(text));

    /// <summary>From now on no batch is accepted or answered, until the returned fault is removed or <see cref="FaultPlan.Clear"/> is called.</summary>
    public ActiveFault Hold() => Faults.Add(new FaultSpec(FaultKind.Hold));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _store.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        if (path.StartsWith("/control", StringComparison.Ordinal))
        {
            await _control.HandleAsync(context, path);
            return;
        }

        var record = new SendRecord { At = _timeProvider.GetUtcNow(), Path = path };
        try
        {
            await _send.HandleAsync(context, record);
        }
        catch (Exception error) when (context.RequestAborted.IsCancellationRequested && error is OperationCanceledException or IOException)
        {
            // The caller has gone, or was sent away by a fault.
        }
        finally
        {
            record.Status = context.RequestAborted.IsCancellationRequested ? 0 : context.Response.StatusCode;
            Remember(record);
        }
    }

    private void Remember(SendRecord record)
    {
        Interlocked.Increment(ref _requestCount);
        lock (_requestLock)
        {
            _requests.Enqueue(record);
            if (_requests.Count > _options.RequestLogLength)
            {
                _requests.Dequeue();
            }
        }
    }
}
