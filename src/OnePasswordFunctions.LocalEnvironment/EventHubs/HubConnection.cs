using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Amqp;
using Amqp.Framing;
using Amqp.Handler;
using Amqp.Listener;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>One connection of a client: its tokens, its links, and the ways to end it.</summary>
internal sealed class HubConnection : IContainer, IHandler
{
    private const string Scheme = "accepted";
    private const int FrameSize = 256 * 1024;

    // For frames and for the transfers that are put together from them, used again and again.
    private static readonly BufferManager Buffers = new(256, 4 * 1024 * 1024, 64 * 1024 * 1024);

    private readonly HubServices _services;
    private readonly PipeTransport _transport;
    private readonly Action _cut;
    private readonly ConnectionTokens _tokens;
    private readonly HubNodes _nodes;
    private readonly RequestNode _cbs;
    private readonly RequestNode _management;
    private readonly ConcurrentDictionary<ListenerLink, HubAddress> _links = new();
    private ListenerConnection? _connection;
    private int _attachCount;

    /// <param name="number">Counts the connections from 1.</param>
    /// <param name="cut">Resets the socket beneath.</param>
    public HubConnection(int number, HubServices services, PipeTransport transport, Action cut)
    {
        (Number, _services, _transport, _cut) = (number, services, transport, cut);
        _tokens = new ConnectionTokens(services.TimeProvider, CloseUncovered);
        _nodes = new HubNodes(services, _tokens, Cut);
        _cbs = new RequestNode(_nodes.PutToken);
        _management = new RequestNode(_nodes.Manage);
        CustomTransports[Scheme] = new AcceptedTransport(transport);
    }

    public int Number { get; }

    /// <summary>Whether it came over HTTP.</summary>
    public bool IsWebSocket { get; init; }

    public bool IsOpen => !_transport.Closed.IsCompleted;

    /// <summary>How many tokens were put and accepted.</summary>
    public int TokenCount => _tokens.Count;

    /// <summary>How many links to hubs were attached, those that have ended included.</summary>
    public int AttachCount => Volatile.Read(ref _attachCount);

    /// <summary>The paths of the links to hubs that are attached.</summary>
    public IReadOnlyList<string> Links => IsOpen ? [.. _links.Values.Select(address => address.Path)] : [];

    public X509Certificate2? ServiceCertificate => null;

    public IDictionary<string, TransportProvider> CustomTransports { get; } = new Dictionary<string, TransportProvider>();

    /// <summary>Serves the client until either side ends the connection.</summary>
    public async Task RunAsync()
    {
        var listener = new ConnectionListener(new Address("127.0.0.1", 1, null, null, "/", Scheme), this) { HandlerFactory = _ => this };
        listener.BufferManager = Buffers;
        listener.AMQP.MaxFrameSize = FrameSize;
        listener.AMQP.ContainerId = "event-hub-stand-in";
        listener.SASL.EnableMechanism(CbsSaslProfile.Name, new CbsSaslProfile());
        listener.Open();
        await _transport.Closed;
        _tokens.Dispose();
    }

    /// <summary>Resets the connection, as a crashed peer or a firewall does.</summary>
    public void Cut()
    {
        _cut();
        _transport.Close();
    }

    /// <summary>Closes the connection in order, as the service does when it is idle.</summary>
    public void Close() => _connection?.Close(TimeSpan.Zero, HubRefusals.Of(ErrorCode.ConnectionForced, "The connection was inactive for more than the allowed period of time."));

    /// <summary>Ends the tokens before their time, and the links that they cover.</summary>
    public void ExpireTokens()
    {
        _tokens.Clear();
        CloseUncovered();
    }

    /// <summary>A refusal for this client, with what the options add to it.</summary>
    public Error Refuse(Error error)
    {
        if (_services.Options.QuotesTokens)
        {
            error.Description += " " + _nodes.NewestToken;
        }

        return error;
    }

    /// <summary>Detaches all links to a hub, as the service does when they are idle.</summary>
    public void Detach(string hub)
    {
        foreach ((ListenerLink link, _) in _links.Where(pair => pair.Value.Hub.Equals(hub, StringComparison.OrdinalIgnoreCase)))
        {
            link.Close(TimeSpan.Zero, HubRefusals.Of(ErrorCode.DetachForced, "The link is force detached because of inactivity."));
        }
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
        switch (name)
        {
            case HubAddress.Cbs:
                _cbs.Attach(listenerLink, attach);
                return true;
            case HubAddress.Management:
                _management.Attach(listenerLink, attach);
                return true;
            default:
                return AttachHub(listenerLink, attach, HubAddress.Parse(name) ?? throw NotFound());
        }
    }

    public bool CanHandle(EventId id) => id == EventId.LinkLocalOpen;

    /// <summary>Every answer to an attach says how large a message may be, refusals too: the client reads it before it learns of the refusal.</summary>
    public void Handle(Event protocolEvent) => ((Attach)protocolEvent.Context).MaxMessageSize = (ulong)_services.Options.MaxMessageSize;

    private static AmqpException NotFound() => new(HubRefusals.Find(FaultKind.NotFound));

    private bool AttachHub(ListenerLink link, Attach attach, HubAddress address)
    {
        HubPartition partition = _services.Store.Find(address.Hub, address.Partition ?? 0) ?? throw NotFound();
        if (!_tokens.Covers(address.Path))
        {
            throw new AmqpException(HubRefusals.Find(FaultKind.Unauthorized));
        }

        ActiveFault? fault = _services.Faults.Take(address.Hub, link.Role ? RequestKind.Attach : RequestKind.Read);
        if (HubRefusals.Find(fault?.Spec.Kind) is { } refusal)
        {
            throw new AmqpException(Refuse(refusal));
        }

        if (link.Role)
        {
            _ = new SendLink(link, address, this, _services);
        }
        else
        {
            StartPosition start = StartPosition.Read((Source)attach.Source, partition.State)
                ?? throw new AmqpException(HubRefusals.Of(HubRefusals.ArgumentError, "The selector of the link is not understood."));
            _ = new ReadLink(link, attach, partition, start);
        }

        Interlocked.Increment(ref _attachCount);
        _links[link] = address;
        link.AddClosedCallback((_, _) => _links.TryRemove(link, out HubAddress? _));
        return CompleteNow(link, attach, fault);
    }

    /// <summary>False when a fault delays the answer, or keeps it back for good.</summary>
    private bool CompleteNow(ListenerLink link, Attach attach, ActiveFault? fault)
    {
        switch (fault?.Spec.Kind)
        {
            case null:
                return true;
            case FaultKind.Latency or FaultKind.Hold:
                _ = CompleteLaterAsync(link, attach, fault);
                return false;
            case FaultKind.Close:
                Close();
                return false;
            case FaultKind.ResetBefore or FaultKind.LoseResponse:
                Cut();
                return false;
            default:
                return false;
        }
    }

    private async Task CompleteLaterAsync(ListenerLink link, Attach attach, ActiveFault fault)
    {
        await (fault.Spec.Kind == FaultKind.Hold ? fault.Removed : Task.Delay(fault.Spec.Delay ?? TimeSpan.Zero, _services.TimeProvider, _services.Stopping));
        if (IsOpen)
        {
            link.CompleteAttach(attach, null);
        }
    }

    private void CloseUncovered()
    {
        foreach ((ListenerLink link, _) in _links.Where(pair => !_tokens.Covers(pair.Value.Path)))
        {
            link.Close(TimeSpan.Zero, HubRefusals.Of(ErrorCode.UnauthorizedAccess, "ExpiredToken: The token is expired."));
        }
    }
}
