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

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<HubConnection> _connections = new();
    private readonly LoopbackServer _server;
    private readonly ControlPanel _control;
    private int _connectionCount;

    public EventHubStandIn(EventHubStandInOptions options, TimeProvider timeProvider)
    {
        (Options, TimeProvider, Stopping) = (options, timeProvider, _stopping.Token);
        Store = new HubStore(options, timeProvider);
        Faults = new FaultPlan(VocabularyOf([.. options.Hubs]), timeProvider);
        _control = HubControl.Create(this);
        _server = new LoopbackServer(HandleHttpAsync, ServeAsync);
    }

    /// <summary>Known after <see cref="StartAsync"/>.</summary>
    public Uri BaseAddress => _server.BaseAddress;

    /// <summary>The setting <c>EventHubConnection</c> that leads here.</summary>
    public string ConnectionString
        => $"Endpoint=sb://{BaseAddress.Authority};SharedAccessKeyName={Options.KeyName};SharedAccessKey={Options.Key};UseDevelopmentEmulator=true";

    /// <summary>The faults that are on.</summary>
    public FaultPlan Faults { get; }

    public EventHubStandInOptions Options { get; }

    public TimeProvider TimeProvider { get; }

    /// <summary>Ends what waits when the stand-in is disposed.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>The newest sends, refused ones too, and the count of all.</summary>
    public Newest<SendRecord> Sends { get; } = new(SendsKept);

    /// <summary>What the hubs hold, to look at it or to tamper with it.</summary>
    public HubStore Store { get; }

    /// <summary>The number of accepted messages in all hubs.</summary>
    public long Count => Options.Hubs.Sum(Store.CountOf);

    /// <summary>The AMQP connections since the start, also those that have ended.</summary>
    public IReadOnlyList<HubConnection> Connections => [.. _connections];

    /// <summary>The faults that it knows; the word before a colon is one of its hubs.</summary>
    public static FaultVocabulary VocabularyOf(IReadOnlyList<string> hubs) => new(
        [
            "refuse", "reset-before", "lose-response", "stall", "latency", "hold", "hold-outcome", "lose-outcome", "detach", "close", "released",
            .. HubRefusals.Kinds,
        ],
        hubs,
        ["send", "attach", "read", "token", "manage"],
        kind => kind == "refuse" ? null : "send");

    public Task StartAsync(CancellationToken cancellationToken) => _server.StartAsync(0, cancellationToken);

    /// <summary>Cuts every connection and closes the port; callers get "connection refused".</summary>
    public Task StopListeningAsync()
    {
        CutConnections();
        return _server.StopListeningAsync();
    }

    /// <summary>Opens the same port again.</summary>
    public Task ListenAgainAsync(CancellationToken cancellationToken) => _server.ListenAgainAsync(cancellationToken);

    /// <summary>The messages that are kept, in the order of acceptance.</summary>
    public IReadOnlyList<HubMessage> Messages() => Store.Messages();

    /// <inheritdoc cref="FaultPlan.Add(string)"/>
    public ActiveFault AddFault(string text) => Faults.Add(text);

    /// <summary>Resets every AMQP connection.</summary>
    public void CutConnections()
    {
        foreach (HubConnection connection in _connections.Where(connection => connection.IsOpen))
        {
            connection.Cut();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await StopListeningAsync();
        Store.Dispose();
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
        else
        {
            await Faults.ServeAsync(connection, _ => RunAsync(connection.Transport.Input, connection.Transport.Output, connection.ResetNow, isWebSocket: false, connection.ConnectionClosed));
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
        int number = Interlocked.Increment(ref _connectionCount);
        var transport = new PipeTransport(input, output, bytes => Options.Received?.Invoke(number, bytes));
        var connection = new HubConnection(number, this, transport, cut) { IsWebSocket = isWebSocket };
        _connections.Enqueue(connection);
        await using CancellationTokenRegistration registration = closed.Register(transport.Close);
        await connection.RunAsync();
    }
}
