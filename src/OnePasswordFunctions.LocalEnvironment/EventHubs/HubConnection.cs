using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Amqp;
using Amqp.Framing;
using Amqp.Handler;
using Amqp.Listener;
using Amqp.Sasl;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>One connection of a client: its tokens, its links, and the ways to end it.</summary>
internal sealed class HubConnection : IContainer, IHandler
{
    private const string Scheme = "accepted";
    private const int FrameSize = 256 * 1024;

    // What Azure's clients ask for: anyone is let in, and shows tokens to the $cbs node afterwards.
    private const string SaslMechanism = "MSSBCBS";

    // For frames and for the transfers that are put together from them, used again and again.
    private static readonly BufferManager Buffers = new(256, 4 * 1024 * 1024, 64 * 1024 * 1024);

    private readonly EventHubStandIn _hub;
    private readonly PipeTransport _transport;
    private readonly Action _cut;
    private readonly HubNodes _nodes;
    private readonly ConcurrentDictionary<ListenerLink, HubAddress> _links = new();
    private ListenerConnection? _connection;
    private int _attachCount;

    /// <param name="number">Counts the connections from 1.</param>
    /// <param name="cut">Resets the socket beneath.</param>
    public HubConnection(int number, EventHubStandIn hub, PipeTransport transport, Action cut)
    {
        (Number, _hub, _transport, _cut) = (number, hub, transport, cut);
        Tokens = new ConnectionTokens(hub.TimeProvider, CloseUncovered);
        _nodes = new HubNodes(hub, this, Tokens);
        CustomTransports[Scheme] = transport;
    }

    public int Number { get; }

    /// <summary>Whether it came over HTTP.</summary>
    public bool IsWebSocket { get; init; }

    public bool IsOpen => !_transport.Closed.IsCompleted;

    public ConnectionTokens Tokens { get; }

    /// <summary>How many links to hubs were attached, those that have ended included.</summary>
    public int AttachCount => Volatile.Read(ref _attachCount);

    /// <summary>The links to hubs that are attached, and where they lead.</summary>
    public IReadOnlyDictionary<ListenerLink, HubAddress> Links => IsOpen ? _links : new Dictionary<ListenerLink, HubAddress>();

    public X509Certificate2? ServiceCertificate => null;

    public IDictionary<string, TransportProvider> CustomTransports { get; } = new Dictionary<string, TransportProvider>();

    /// <summary>Serves the client until either side ends the connection.</summary>
    public async Task RunAsync()
    {
        var listener = new ConnectionListener(new Address("127.0.0.1", 1, null, null, "/", Scheme), this) { HandlerFactory = _ => this };
        listener.BufferManager = Buffers;
        listener.AMQP.MaxFrameSize = FrameSize;
        listener.AMQP.ContainerId = "event-hub-stand-in";
        listener.SASL.EnableMechanism(SaslMechanism, SaslProfile.Anonymous);
        listener.Open();
        await _transport.Closed;
        Tokens.Dispose();
    }

    /// <summary>Resets the connection, as a crashed peer or a firewall does.</summary>
    public void Cut()
    {
        _cut();
        _transport.Close();
    }

    /// <summary>Closes the connection in order, as the service does when it is idle.</summary>
    public void Close() => _connection?.Close(TimeSpan.Zero, HubRefusals.Of(ErrorCode.ConnectionForced, "The connection was inactive for more than the allowed period of time."));

    /// <summary>The error with which a fault refuses this client; null when the fault is no refusal.</summary>
    public Error? Refusal(string kind)
    {
        Error? error = HubRefusals.Find(kind);
        if (error is not null)
        {
            error.Description = Quote(error.Description);
        }

        return error;
    }

    /// <summary>A refusal's text, with the newest token if the options ask for that.</summary>
    public string Quote(string refusal) => _hub.Options.QuotesTokens ? $"{refusal} {_nodes.NewestToken}" : refusal;

    /// <summary>Plays a fault on a request that is not a send; whether the request is done afterwards.</summary>
    /// <param name="refuse">Answers with an error.</param>
    public async Task<bool> LetPassAsync(ActiveFault? fault, Action<Error> refuse)
    {
        await (fault?.DelayAsync(_hub.Stopping) ?? Task.CompletedTask);
        switch (fault?.Spec.Kind)
        {
            case null or "stall" or "latency" or "hold":
                return true;
            case "close":
                Close();
                break;
            case "reset-before" or "lose-response":
                Cut();
                break;
            case { } kind when Refusal(kind) is { } error:
                refuse(error);
                break;
        }

        // Whatever else keeps the answer back for good.
        return false;
    }

    public Message CreateMessage(ByteBuffer buffer) => new RawMessage(buffer);

    public Link CreateLink(ListenerConnection connection, ListenerSession session, Attach attach)
    {
        _connection = connection;
        return new ListenerLink(session, attach);
    }

    public bool AttachLink(ListenerConnection connection, ListenerSession session, Link link, Attach attach)
    {
        var listenerLink = (ListenerLink)link;
        string? name = listenerLink.Role ? (attach.Target as Target)?.Address : (attach.Source as Source)?.Address;
        return _nodes.TryAttach(name, listenerLink, attach) || AttachHub(listenerLink, attach, HubAddress.Parse(name) ?? throw new AmqpException(HubRefusals.Find("not-found")));
    }

    public bool CanHandle(EventId id) => id == EventId.LinkLocalOpen;

    /// <summary>Every answer to an attach says how large a message may be, refusals too: the client reads it before it learns of the refusal.</summary>
    public void Handle(Event protocolEvent) => ((Attach)protocolEvent.Context).MaxMessageSize = (ulong)_hub.Options.MaxMessageSize;

    /// <summary>False when a fault delays the answer, or keeps it back for good.</summary>
    private bool AttachHub(ListenerLink link, Attach attach, HubAddress address)
    {
        HubPartition partition = _hub.Store.Find(address.Hub, address.Partition ?? 0) ?? throw new AmqpException(HubRefusals.Find("not-found"));
        if (!Tokens.Covers(address.Path))
        {
            throw new AmqpException(HubRefusals.Find("unauthorized"));
        }

        ActiveFault? fault = _hub.Faults.Take(address.Hub, link.Role ? "attach" : "read");
        if (Refusal(fault?.Spec.Kind ?? "") is { } error)
        {
            throw new AmqpException(error);
        }

        if (link.Role)
        {
            _ = new SendLink(link, address, this, _hub);
        }
        else
        {
            _ = new ReadLink(link, partition, StartPosition.Find((Source)attach.Source, partition)
                ?? throw new AmqpException(HubRefusals.Of(HubRefusals.ArgumentError, "The selector of the link is not understood.")));
        }

        Interlocked.Increment(ref _attachCount);
        _links[link] = address;
        link.AddClosedCallback((_, _) => _links.TryRemove(link, out HubAddress? _));
        if (fault is not null)
        {
            _ = AttachLaterAsync(link, attach, fault);
        }

        return fault is null;
    }

    private async Task AttachLaterAsync(ListenerLink link, Attach attach, ActiveFault fault)
    {
        if (await LetPassAsync(fault, _ => { }) && IsOpen)
        {
            link.CompleteAttach(attach, null);
        }
    }

    private void CloseUncovered()
    {
        foreach ((ListenerLink link, _) in _links.Where(pair => !Tokens.Covers(pair.Value.Path)))
        {
            link.Close(TimeSpan.Zero, HubRefusals.Of(ErrorCode.UnauthorizedAccess, "ExpiredToken: The token is expired."));
        }
    }
}
