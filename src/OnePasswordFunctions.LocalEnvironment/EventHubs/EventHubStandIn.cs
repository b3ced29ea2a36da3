using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>
/// Azure Event Hubs on 127.0.0.1: AMQP 1.0, also over WebSockets, with tokens, senders, readers and faults; durable when asked.
/// It is steered and read through this class or over <c>/control</c>, HTTP on the same port.
/// </summary>
internal sealed class EventHubStandIn(EventHubStandInOptions options, TimeProvider timeProvider) : LoopbackServer(VocabularyOf([.. options.Hubs]), timeProvider)
{
    private const string WebSocketPath = "/$servicebus/websocket";
    private const string SubProtocol = "amqp";
    private const int SendsKept = 10_000;

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<HubConnection> _connections = new();
    private int _connectionCount;

    /// <summary>The setting <c>EventHubConnection</c> that leads here.</summary>
    public string ConnectionString
        => $"Endpoint=sb://{BaseAddress.Authority};SharedAccessKeyName={Options.KeyName};SharedAccessKey={Options.Key};UseDevelopmentEmulator=true";

    public EventHubStandInOptions Options { get; } = options;

    /// <summary>Ends what waits when the stand-in is disposed.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>The newest sends, refused ones too, and the count of all.</summary>
    public Newest<SendRecord> Sends { get; } = new(SendsKept);

    /// <summary>What the hubs hold, to look at it or to tamper with it.</summary>
    public HubStore Store { get; } = new(options, timeProvider);

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

    /// <summary>Cuts every connection and closes the port; callers get "connection refused".</summary>
    public override Task StopListeningAsync()
    {
        CutConnections();
        return base.StopListeningAsync();
    }

    /// <summary>The messages that are kept, in the order of acceptance.</summary>
    public IReadOnlyList<HubMessage> Messages() => Store.Messages();

    /// <summary>Resets every AMQP connection.</summary>
    public void CutConnections()
    {
        foreach (HubConnection connection in _connections.Where(connection => connection.IsOpen))
        {
            connection.Cut();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await base.DisposeAsync();
        Store.Dispose();
    }

    /// <summary>AMQP and HTTP come to the same port; the first byte tells which it is.</summary>
    protected override async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        IDuplexPipe transport = connection.Transport;
        ReadResult first = await transport.Input.ReadAsync();
        bool isAmqp = !first.Buffer.IsEmpty && first.Buffer.FirstSpan[0] == (byte)'A';
        transport.Input.AdvanceTo(first.Buffer.Start);
        // A refusal is for AMQP: whoever steers the faults comes over HTTP.
        await (isAmqp
            ? base.ServeAsync(connection, _ => RunAsync(transport.Input, transport.Output, connection.Features, isWebSocket: false, connection.ConnectionClosed))
            : next(connection));
    }

    protected override async Task HandleAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest || !context.Request.Path.StartsWithSegments(WebSocketPath))
        {
            await new HubControl(this).CreatePanel().HandleAsync(context);
        }
        else if (Faults.TakeRefusal())
        {
            context.ResetNow();
        }
        else
        {
            using WebSocket webSocket = await context.WebSockets.AcceptWebSocketAsync(SubProtocol);
            await using var stream = WebSocketStream.Create(webSocket, WebSocketMessageType.Binary, ownsWebSocket: false);
            await RunAsync(PipeReader.Create(stream), PipeWriter.Create(stream), context.Features, isWebSocket: true, context.RequestAborted);
        }
    }

    private async Task RunAsync(PipeReader input, PipeWriter output, IFeatureCollection features, bool isWebSocket, CancellationToken closed)
    {
        int number = Interlocked.Increment(ref _connectionCount);
        var transport = new PipeTransport(input, output, features.FindSocket(), bytes => Options.Received?.Invoke(number, bytes));
        var connection = new HubConnection(number, this, transport) { IsWebSocket = isWebSocket };
        _connections.Enqueue(connection);
        await using CancellationTokenRegistration registration = closed.Register(transport.Close);
        await connection.RunAsync();
    }
}
