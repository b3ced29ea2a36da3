using System.Collections.Concurrent;
using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>One connection of a client: its tokens, its links, and the ways to end it.</summary>
internal sealed class HubConnection
{
    private readonly EventHubStandIn _hub;
    private readonly PipeTransport _transport;
    private readonly HubListener _listener;
    private readonly HubNodes _nodes;
    private readonly ConcurrentDictionary<ListenerLink, HubAddress> _links = new();
    private int _attachCount;

    /// <param name="number">Counts the connections from 1.</param>
    public HubConnection(int number, EventHubStandIn hub, PipeTransport transport)
    {
        (Number, _hub, _transport) = (number, hub, transport);
        Tokens = new ConnectionTokens(hub.Options, hub.TimeProvider, CloseUncovered);
        _nodes = new HubNodes(hub, this);
        _listener = new HubListener(transport, hub.Options.MaxMessageSize, OpenLink);
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

    /// <summary>Serves the client until either side ends the connection.</summary>
    public async Task RunAsync()
    {
        _listener.Open();
        await _transport.Closed;
        Tokens.Dispose();
    }

    /// <inheritdoc cref="PipeTransport.Cut"/>
    public void Cut() => _transport.Cut();

    /// <summary>Closes the connection in order, as the service does when it is idle.</summary>
    public void Close() => _listener.Connection?.Close(TimeSpan.Zero, HubRefusals.Of(ErrorCode.ConnectionForced, "The connection was inactive for more than the allowed period of time."));

    /// <summary>The error with which a fault refuses this client; null when there is no fault, or one that is no refusal.</summary>
    public Error? Refusal(string? fault) => HubRefusals.Find(fault, Quote);

    /// <summary>A refusal's text, with the newest token if the options ask for that.</summary>
    public string Quote(string refusal) => _hub.Options.QuotesTokens ? $"{refusal} {Tokens.Newest}" : refusal;

    /// <summary>Plays a fault on a request that is not a send; whether the request goes on afterwards.</summary>
    /// <exception cref="AmqpException">It is refused.</exception>
    public async Task<bool> LetPassAsync(ActiveFault? fault)
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
                throw new AmqpException(error);
        }

        // Whatever else keeps the answer back for good.
        return false;
    }

    /// <summary>Opens a link; false when a fault delays the answer, or keeps it back for good.</summary>
    /// <exception cref="AmqpException">The link is refused.</exception>
    private bool OpenLink(ListenerLink link, Attach attach)
    {
        string? name = link.Role ? (attach.Target as Target)?.Address : (attach.Source as Source)?.Address;
        ActiveFault? fault = _nodes.TryOpen(name, link, attach) ? null : OpenHub(link, attach, HubAddress.Parse(name) ?? throw new AmqpException(HubRefusals.Find("not-found")));
        if (fault is not null)
        {
            _ = AttachLaterAsync(link, attach, fault);
        }

        return fault is null;
    }

    /// <returns>The fault that strikes the answer.</returns>
    private ActiveFault? OpenHub(ListenerLink link, Attach attach, HubAddress address)
    {
        HubPartition partition = _hub.Store.Find(address.Hub, address.Partition ?? 0) ?? throw new AmqpException(HubRefusals.Find("not-found"));
        if (!Tokens.Covers(address.Path))
        {
            throw new AmqpException(HubRefusals.Find("unauthorized"));
        }

        ActiveFault? fault = _hub.Faults.Take(address.Hub, link.Role ? "attach" : "read");
        if (Refusal(fault?.Spec.Kind) is { } error)
        {
            throw new AmqpException(error);
        }

        if (link.Role)
        {
            new SendLink(link, address, this, _hub).Open();
        }
        else
        {
            new ReadLink(link, partition, StartPosition.Find((Source)attach.Source, partition)).Open();
        }

        Interlocked.Increment(ref _attachCount);
        _links[link] = address;
        link.AddClosedCallback((_, _) => _links.TryRemove(link, out HubAddress? _));
        return fault;
    }

    private async Task AttachLaterAsync(ListenerLink link, Attach attach, ActiveFault fault)
    {
        if (await LetPassAsync(fault) && IsOpen)
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
