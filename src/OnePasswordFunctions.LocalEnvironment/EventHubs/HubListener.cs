using System.Security.Cryptography.X509Certificates;
using Amqp;
using Amqp.Framing;
using Amqp.Handler;
using Amqp.Listener;
using Amqp.Sasl;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>What the AMQP library asks of a server. Each connection has a listener of its own, so that a silent peer holds up nobody else.</summary>
/// <param name="transport">The one connection that it accepts.</param>
/// <param name="maxMessageSize">The largest message, in bytes, that links are told of.</param>
/// <param name="attach">Opens a link; false when it is answered later. What it refuses, it throws as an <see cref="AmqpException"/>.</param>
internal sealed class HubListener(IAsyncTransport transport, int maxMessageSize, Func<ListenerLink, Attach, bool> attach) : TransportProvider, IContainer, IHandler
{
    private const string Scheme = "accepted";
    private const int FrameSize = 256 * 1024;

    // What Azure's clients ask for: anyone is let in, and shows tokens to the $cbs node afterwards.
    private const string SaslMechanism = "MSSBCBS";

    // For frames and for the transfers that are put together from them, used again and again.
    private static readonly BufferManager Buffers = new(256, 4 * 1024 * 1024, 64 * 1024 * 1024);

    private bool _isAccepted;

    /// <summary>The connection; null before its first link.</summary>
    public ListenerConnection? Connection { get; private set; }

    public X509Certificate2? ServiceCertificate => null;

    public IDictionary<string, TransportProvider> CustomTransports => new Dictionary<string, TransportProvider> { [Scheme] = this };

    public void Open()
    {
        var listener = new ConnectionListener(new Address("127.0.0.1", 1, null, null, "/", Scheme), this) { HandlerFactory = _ => this };
        listener.BufferManager = Buffers;
        listener.AMQP.MaxFrameSize = FrameSize;
        listener.AMQP.ContainerId = "event-hub-stand-in";
        listener.SASL.EnableMechanism(SaslMechanism, SaslProfile.Anonymous);
        listener.Open();
    }

    /// <summary>Accepts the one connection; the library then waits for a second in vain.</summary>
    public override Task<IAsyncTransport> CreateAsync(Address address)
    {
        (bool isAccepted, _isAccepted) = (_isAccepted, true);
        return isAccepted ? new TaskCompletionSource<IAsyncTransport>().Task : Task.FromResult(transport);
    }

    public Message CreateMessage(ByteBuffer buffer) => new RawMessage(buffer);

    public Link CreateLink(ListenerConnection connection, ListenerSession session, Attach attach)
    {
        Connection = connection;
        return new ListenerLink(session, attach);
    }

    public bool AttachLink(ListenerConnection connection, ListenerSession session, Link link, Attach request) => attach((ListenerLink)link, request);

    public bool CanHandle(EventId id) => id == EventId.LinkLocalOpen;

    /// <summary>Every answer to an attach says how large a message may be, refusals too: the client reads it before it learns of the refusal.</summary>
    public void Handle(Event protocolEvent) => ((Attach)protocolEvent.Context).MaxMessageSize = (ulong)maxMessageSize;
}
