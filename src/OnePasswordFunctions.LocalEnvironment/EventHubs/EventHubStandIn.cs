using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>
/// Azure Event Hubs on 127.0.0.1: AMQP 1.0, also over WebSockets, with tokens, senders, readers and faults; durable when asked.
/// It is steered and read through this class or over <c>/control</c>, HTTP on the same port.
/// </summary>
internal sealed class EventHubStandIn : IAsyncDisposable
{
    private const string WebSocketPath = "/$servicebus/websocket";
    private const string SubProtocol = "amqp";
    private const int SendsKept = 10_000;

    private readonly EventHubStandInOptions _options;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<int, HubConnection> _connections = new();
    private readonly HubServices _services;
    private readonly LoopbackServer _server;
    private readonly ControlPanel _control;
    private int _connectionCount;

    public EventHubStandIn(EventHubStandInOptions options, TimeProvider timeProvider)
    {
        _options = options;
        Vocabulary = FaultVocabulary.EventHubs([.. options.Hubs]);
        Faults = new FaultPlan(timeProvider);
        _services = new HubServices(options, timeProvider, new HubStore(options), Faults, new Newest<SendRecord>(SendsKept), _stopping.Token);
        _control = HubControl.Create(this);
        _server = new LoopbackServer(HandleHttpAsync, () => false) { Connected = ServeAsync, Certificate = options.Certificate };
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
    public long Count => _services.Store.Count;

    /// <summary>The number of accepted batches.</summary>
    public long Batches => _services.Store.Batches;

    /// <summary>The bytes of all accepted batches.</summary>
    public long Bytes => _services.Store.Bytes;

    /// <summary>How many sends came, refused ones too.</summary>
    public long SendCount => _services.Sends.Count;

    /// <summary>The hubs that exist.</summary>
    public IReadOnlyList<string> Hubs => [.. _options.Hubs];

    /// <summary>The AMQP connections since the start, also those that have ended.</summary>
    public IReadOnlyList<HubConnection> Connections => [.. _connections.Values.OrderBy(connection => connection.Number)];

    public Task StartAsync(CancellationToken cancellationToken) => _server.StartAsync(_options.Port, cancellationToken);

    /// <summary>Cuts every connection and closes the port; callers get "connection refused".</summary>
    public Task StopListeningAsync()
    {
        CutConnections();
        return _server.StopListeningAsync();
    }

    /// <summary>Opens the same port again.</summary>
    public Task ListenAgainAsync(CancellationToken cancellationToken) => _server.ListenAgainAsync(cancellationToken);

    /// <summary>The number of accepted messages in one hub.</summary>
    public long CountOf(string hub) => _services.Store.CountOf(hub);

    /// <summary>The messages that are kept, in the order of acceptance.</summary>
    public IReadOnlyList<HubMessage> Messages() => _services.Store.Messages();

    /// <summary>The newest sends, oldest first.</summary>
    public IReadOnlyList<SendRecord> Sends() => _services.Sends.ToList();

    /// <summary>A partition, to look at it or to tamper with it.</summary>
    /// <exception cref="ArgumentException">There is none such.</exception>
    public HubPartition Partition(string hub, int id) => _services.Store.Find(hub, id) ?? throw new ArgumentException($"'{hub}' has no partition {id}.");

    /// <summary>Adds an encoded message to a partition, as if a sender had sent it.</summary>
    public void Add(string hub, int partition, ReadOnlySpan<byte> encoded)
        => _services.Store.Accept(Partition(hub, partition), EventBatch.Wrap(encoded), _services.TimeProvider.GetUtcNow());

    /// <summary>Switches a fault on that is written as on the command line, for example <c>busy*3</c>.</summary>
    /// <exception cref="ArgumentException">The text is not a fault; the message says what is allowed.</exception>
    public ActiveFault AddFault(string text)
        => FaultSpec.TryParse(text, Vocabulary, out FaultSpec? spec, out string error) ? Faults.Add(spec!) : throw new ArgumentException(error, nameof(text));

    /// <summary>From now on no batch is accepted or answered, until the returned fault is removed or <see cref="FaultPlan.Clear"/> is called.</summary>
    public ActiveFault Hold() => AddFault("hold");

    /// <summary>Resets every AMQP connection.</summary>
    public void CutConnections() => ForEachOpen(connection => connection.Cut());

    /// <summary>Closes every AMQP connection in order, as the service does with idle ones.</summary>
    public void CloseConnections() => ForEachOpen(connection => connection.Close());

    /// <summary>Ends every token that was put so far, and with it the links that it covers.</summary>
    public void ExpireTokens() => ForEachOpen(connection => connection.ExpireTokens());

    /// <summary>Detaches every link to a hub, as the service does with idle ones.</summary>
    public void DetachLinks(string hub) => ForEachOpen(connection => connection.Detach(hub));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await StopListeningAsync();
        _services.Store.Dispose();
    }

    private void ForEachOpen(Action<HubConnection> action)
    {
        foreach (HubConnection connection in _connections.Values.Where(connection => connection.IsOpen))
        {
            action(connection);
        }
    }

    /// <summary>AMQP and HTTP come to the same port; the first byte tells which it is.</summary>
    private async Task ServeAsync(ConnectionContext connection, ConnectionDelegate http)
    {
        ReadResult first = await connection.Transport.Input.ReadAsync();
        bool isAmqp = !first.Buffer.IsEmpty && first.Buffer.FirstSpan[0] == (byte)'A';
        connection.Transport.Input.AdvanceTo(first.Buffer.Start);
        if (!isAmqp)
        {
            await http(connection);
        }
        else if (Faults.TakeRefusal())
        {
            connection.ResetNow();
        }
        else
        {
            await RunAsync(connection.Transport.Input, connection.Transport.Output, connection.ResetNow, isWebSocket: false, connection.ConnectionClosed);
        }
    }

    private Task HandleHttpAsync(HttpContext context)
    {
        bool isAmqp = context.WebSockets.IsWebSocketRequest && context.Request.Path.StartsWithSegments(WebSocketPath);
        return isAmqp ? ServeWebSocketAsync(context) : _control.HandleAsync(context);
    }

    private async Task ServeWebSocketAsync(HttpContext context)
    {
        if (Faults.TakeRefusal())
        {
            context.ResetNow();
            return;
        }

        Socket? socket = context.Features.Get<IConnectionSocketFeature>()?.Socket;
        using WebSocket webSocket = await context.WebSockets.AcceptWebSocketAsync(SubProtocol);
        await using var stream = WebSocketStream.Create(webSocket, WebSocketMessageType.Binary, ownsWebSocket: false);
        await RunAsync(PipeReader.Create(stream), PipeWriter.Create(stream), () => socket?.ResetNow(), isWebSocket: true, context.RequestAborted);
    }

    private async Task RunAsync(PipeReader input, PipeWriter output, Action cut, bool isWebSocket, CancellationToken closed)
    {
        var transport = new PipeTransport(input, output, _options.KeepsReceivedBytes);
        var connection = new HubConnection(Interlocked.Increment(ref _connectionCount), _services, transport, cut) { IsWebSocket = isWebSocket };
        _connections[connection.Number] = connection;
        await using CancellationTokenRegistration registration = closed.Register(transport.Close);
        await connection.RunAsync();
    }
}
