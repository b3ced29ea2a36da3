using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text;
using Azure.Core.Amqp;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Microsoft.Azure.Amqp;
using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.EventsApi;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Tests.EventHubs;

/// <summary>
/// What a page's owner relies on: once a send has begun, the SDK has encoded the page's events, and what leaves later is its own copy. So the
/// page may be disposed, and its buffer be used by others, even when the send is given up.
/// </summary>
public sealed class SdkCopyTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(50)]
    public async Task SendAsync_StillConnecting_HasReadEveryBody(int events)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var options = new EventHubOptions
        {
            ConnectionString = $"Endpoint=sb://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port};SharedAccessKeyName=n;SharedAccessKey=a2V5;UseDevelopmentEmulator=true",
            HubNames = Hubs.All("hub1"),
        };
        EventHubProducerClient producer = new EventHubConnector(options).CreateProducer("hub1", TimeSpan.FromMinutes(5));
        WatchedBody[] bodies = [.. Enumerable.Range(0, events).Select(_ => new WatchedBody())];
        using var stop = new CancellationTokenSource();

        Task send = producer.SendAsync(bodies.Select(body => new EventData(new AmqpAnnotatedMessage(AmqpMessageBody.FromData([body.Memory])))), stop.Token);

        Assert.False(send.IsCompleted);
        Assert.All(bodies, body => Assert.True(body.Reads > 0));
        await stop.CancelAsync();
        silent.Stop();
        await Assert.ThrowsAnyAsync<Exception>(() => send);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(50)]
    public void CreateBatchFromMessages_PageOverwrittenAfterwards_KeepsTheEvents(int events)
    {
        byte[] body = [.. Enumerable.Range(0, events).SelectMany(number => Encoding.ASCII.GetBytes($$"""{"uuid":"U1","t":{{number:D4}}}"""))];
        string[] expected = [.. Enumerable.Range(0, events).Select(number => $$"""{"uuid":"U1","t":{{number:D4}}}""")];

        AmqpMessage encoded = Encode(body, events);
        body.AsSpan().Fill((byte)'!');

        using Stream stream = encoded.ToStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        string sent = reader.ReadToEnd();
        Assert.All(expected, item => Assert.Contains(item, sent, StringComparison.Ordinal));
        Assert.DoesNotContain("!!", sent, StringComparison.Ordinal);
    }

    /// <summary>What the SDK does with a batch before it first waits.</summary>
    private static AmqpMessage Encode(byte[] body, int events)
    {
        int length = body.Length / events;
        EventItem[] items = [.. Enumerable.Range(0, events).Select(index => new EventItem(index * length, length, (index * length) + 9, 2, 0, 0, EventItem.NoTime, (ulong)index))];
        var page = new EventPage(body, body.Length, items, events, "next", false);
        var batch = new EventBatch(EventFeed.AuditEvents, IngestMode.Timer, new Uri("https://events.1password.com"));
        batch.Fill(new PublishRequest(EventFeed.AuditEvents, IngestMode.Timer, page, 0, events), 1_000_000);

        Type type = typeof(EventData).Assembly.GetType("Azure.Messaging.EventHubs.Amqp.AmqpMessageConverter", true)!;
        object converter = Activator.CreateInstance(type, true)!;
        MethodInfo one = type.GetMethod("CreateMessageFromEvent")!, all = type.GetMethod("CreateBatchFromMessages")!;
        AmqpMessage[] messages = [.. batch.Events.Select(message => (AmqpMessage)one.Invoke(converter, [message, null])!)];
        return (AmqpMessage)all.Invoke(converter, [messages, null])!;
    }

    /// <summary>Bytes that are no array, so that whoever wants them has to ask.</summary>
    private sealed class WatchedBody : MemoryManager<byte>
    {
        private readonly byte[] _bytes = Encoding.ASCII.GetBytes("""{"uuid":"U1"}""");

        public int Reads { get; private set; }

        public override Span<byte> GetSpan()
        {
            Reads++;
            return _bytes;
        }

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
