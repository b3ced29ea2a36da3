using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Moq;

namespace OnePasswordFunctions.Tests.EventHubs;

/// <summary>Producers whose sends end as a test says, and which remember what they were sent.</summary>
internal sealed class FakeProducers
{
    private readonly Queue<Func<CancellationToken, Task>> _ends = [];

    /// <summary>The most bytes that the next link allows.</summary>
    public long LinkLimit { get; set; } = 1_000_000;

    /// <summary>The hubs for which a producer was asked, in order.</summary>
    public List<string> Made { get; } = [];

    /// <summary>The hubs whose producer was closed, in order.</summary>
    public List<string> Closed { get; } = [];

    /// <summary>The ids of each batch, in order, accepted or not.</summary>
    public List<string[]> Sent { get; } = [];

    /// <summary>How often the limit was asked for.</summary>
    public int LimitsAsked { get; private set; }

    /// <summary>Called with each batch before its end.</summary>
    public Action<IReadOnlyCollection<EventData>>? OnSend { get; set; }

    /// <summary>The next sends fail with these, one each; those behind are accepted.</summary>
    public FakeProducers Fail(params Exception[] exceptions)
    {
        foreach (Exception exception in exceptions)
        {
            _ends.Enqueue(_ => Task.FromException(exception));
        }

        return this;
    }

    /// <summary>The next send is accepted.</summary>
    public FakeProducers Accept()
    {
        _ends.Enqueue(_ => Task.CompletedTask);
        return this;
    }

    /// <summary>The next send has no answer until its token ends it.</summary>
    public FakeProducers Hang()
    {
        _ends.Enqueue(token => Task.Delay(Timeout.Infinite, token));
        return this;
    }

    public EventHubProducerClient Create(string hub)
    {
        Made.Add(hub);
        var producer = new Mock<EventHubProducerClient>();
        producer.Setup(client => client.CreateBatchAsync(It.IsAny<CancellationToken>())).Returns(() =>
        {
            LimitsAsked++;
            return ValueTask.FromResult(EventHubsModelFactory.EventDataBatch(0, new List<EventData>(), new CreateBatchOptions { MaximumSizeInBytes = LinkLimit }));
        });
        producer.Setup(client => client.SendAsync(It.IsAny<IEnumerable<EventData>>(), It.IsAny<CancellationToken>()))
            .Returns((IEnumerable<EventData> events, CancellationToken token) => SendAsync([.. events], token));
        producer.Setup(client => client.DisposeAsync()).Callback(() => Closed.Add(hub));
        return producer.Object;
    }

    private Task SendAsync(IReadOnlyCollection<EventData> events, CancellationToken token)
    {
        Sent.Add([.. events.Select(message => message.MessageId)]);
        OnSend?.Invoke(events);
        return _ends.TryDequeue(out Func<CancellationToken, Task>? end) ? end(token) : Task.CompletedTask;
    }
}
