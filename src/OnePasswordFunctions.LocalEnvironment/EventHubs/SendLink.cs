using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>Takes what one link sends to a hub, and answers when it is stored or when a fault says otherwise.</summary>
internal sealed class SendLink
{
    private const int Credit = 100;

    private readonly EventHubStandIn _hub;
    private readonly HubConnection _connection;
    private readonly HubAddress _address;

    public SendLink(ListenerLink link, HubAddress address, HubConnection connection, EventHubStandIn hub)
    {
        (_address, _connection, _hub) = (address, connection, hub);
        link.InitializeReceiver(Credit, OnMessage, null);
    }

    private void OnMessage(ListenerLink link, Message message, DeliveryState state, object context)
    {
        if (link.IsClosed)
        {
            // The sender has not read yet that the link is gone.
            return;
        }

        HubPartition partition = _hub.Store.Find(_address.Hub, _address.Partition)!;
        ActiveFault? fault = _hub.Faults.Take(partition.Hub, "send");
        var record = new SendRecord
        {
            At = _hub.TimeProvider.GetUtcNow(),
            Connection = _connection.Number,
            Hub = partition.Hub,
            Partition = partition.Id,
            Bytes = ((RawMessage)message).Bytes.Length,
            Fault = fault?.Spec.Text,
        };
        _hub.Sends.Add(record);
        if (fault is null)
        {
            Settle(link, message, record, Store(partition, message, record));
            return;
        }

        _ = StrikeAsync(link, message, partition, record, fault);
    }

    private async Task StrikeAsync(ListenerLink link, Message message, HubPartition partition, SendRecord record, ActiveFault fault)
    {
        try
        {
            // A broker takes in what it has received even when its sender has gone; so does this.
            await fault.DelayAsync(_hub.Stopping);
            string kind = fault.Spec.Kind;
            DeliveryState? outcome = kind == "reset-before" ? null
                : kind == "released" ? new Released()
                : _connection.Refusal(kind) is { } error ? new Rejected { Error = error }
                : Store(partition, message, record);
            await AnswerAsync(link, message, record, outcome, fault);
        }
        catch (Exception error) when (error is AmqpException or ObjectDisposedException or OperationCanceledException)
        {
            // The link or the connection went away meanwhile; there is nobody to answer.
            record.Outcome ??= SendRecord.NoAnswer;
        }
    }

    /// <param name="outcome">What became of the batch; null when nobody looked at it.</param>
    private async Task AnswerAsync(ListenerLink link, Message message, SendRecord record, DeliveryState? outcome, ActiveFault fault)
    {
        switch (fault.Spec.Kind)
        {
            case "reset-before" or "lose-response":
                record.Outcome = SendRecord.Cut;
                _connection.Cut();
                return;
            case "lose-outcome":
                record.Outcome = SendRecord.NoAnswer;
                return;
            case "hold-outcome":
                await fault.Removed;
                break;
        }

        Settle(link, message, record, outcome!);
        if (fault.Spec.Kind is "detach" or "close")
        {
            await Task.Delay(fault.Spec.Delay ?? TimeSpan.Zero, _hub.TimeProvider, _hub.Stopping);
            (fault.Spec.Kind == "close" ? (Action)_connection.Close : () => link.Close(TimeSpan.Zero, HubRefusals.Of(ErrorCode.DetachForced, "The link is detached.")))();
        }
    }

    private DeliveryState Store(HubPartition partition, Message message, SendRecord record)
    {
        if (record.Bytes > _hub.Options.MaxMessageSize)
        {
            return new Rejected { Error = HubRefusals.Find("too-large") };
        }

        try
        {
            ReadOnlyMemory<byte> batch = EventBatch.Read(((RawMessage)message).Bytes, message.Format == EventBatch.Format);
            record.Stored = _hub.Store.Accept(partition, batch);
            return new Accepted();
        }
        catch (FormatException error)
        {
            return new Rejected { Error = HubRefusals.Of(HubRefusals.ArgumentError, error.Message) };
        }
    }

    private static void Settle(ListenerLink link, Message message, SendRecord record, DeliveryState outcome)
    {
        record.Outcome = outcome switch
        {
            Rejected rejected => rejected.Error.Condition,
            Released => "released",
            _ => SendRecord.Accepted,
        };
        link.DisposeMessage(message, outcome, settled: true);
        message.Dispose();
    }
}
