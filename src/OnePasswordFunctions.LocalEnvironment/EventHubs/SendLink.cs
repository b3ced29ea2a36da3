using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>Takes what one link sends to a hub, and answers when it is stored or when a fault says otherwise.</summary>
internal sealed class SendLink(ListenerLink link, HubAddress address, HubConnection connection, EventHubStandIn hub)
{
    private const int Credit = 100;

    public void Open() => link.InitializeReceiver(Credit, (_, message, _, _) => Take((RawMessage)message), null);

    private void Take(RawMessage message)
    {
        if (link.IsClosed)
        {
            // The sender has not read yet that the link is gone.
            return;
        }

        HubPartition partition = hub.Store.Find(address.Hub, address.Partition)!;
        ActiveFault? fault = hub.Faults.Take(partition.Hub, "send");
        var record = new SendRecord(hub.TimeProvider.GetUtcNow(), connection.Number, partition.Hub, partition.Id, message.Bytes.Length, fault?.Spec.Text);
        hub.Sends.Add(record);
        if (fault is null)
        {
            Settle(message, record, Store(partition, message, record));
        }
        else
        {
            _ = StrikeAsync(message, partition, record, fault);
        }
    }

    private async Task StrikeAsync(RawMessage message, HubPartition partition, SendRecord record, ActiveFault fault)
    {
        try
        {
            // A broker takes in what it has received even when its sender has gone; so does this.
            await fault.DelayAsync(hub.Stopping);
            DeliveryState? outcome = fault.Spec.Kind switch
            {
                "reset-before" => null,
                "released" => new Released(),
                { } kind when connection.Refusal(kind) is { } error => new Rejected { Error = error },
                _ => Store(partition, message, record),
            };
            await AnswerAsync(message, record, outcome, fault);
        }
        catch (Exception error) when (error is AmqpException or ObjectDisposedException or OperationCanceledException)
        {
            // The link or the connection went away meanwhile; there is nobody to answer.
            record.Outcome ??= SendRecord.NoAnswer;
        }
    }

    /// <param name="outcome">What became of the batch; null when nobody looked at it.</param>
    private async Task AnswerAsync(RawMessage message, SendRecord record, DeliveryState? outcome, ActiveFault fault)
    {
        switch (fault.Spec.Kind)
        {
            case "reset-before" or "lose-response":
                record.Outcome = SendRecord.Cut;
                connection.Cut();
                return;
            case "lose-outcome":
                record.Outcome = SendRecord.NoAnswer;
                return;
            case "hold-outcome":
                await fault.Removed;
                break;
        }

        Settle(message, record, outcome!);
        if (fault.Spec.Kind is "detach" or "close")
        {
            await Task.Delay(fault.Spec.Delay ?? TimeSpan.Zero, hub.TimeProvider, hub.Stopping);
            (fault.Spec.Kind == "close" ? (Action)connection.Close : () => link.Close(TimeSpan.Zero, HubRefusals.Of(ErrorCode.DetachForced, "The link is detached.")))();
        }
    }

    private DeliveryState Store(HubPartition partition, RawMessage message, SendRecord record)
    {
        if (record.Bytes > hub.Options.MaxMessageSize)
        {
            return new Rejected { Error = HubRefusals.Find("too-large") };
        }

        try
        {
            record.Stored = hub.Store.Accept(partition, EventBatch.Read(message.Bytes, message.Format == EventBatch.Format));
            return new Accepted();
        }
        catch (FormatException error)
        {
            return new Rejected { Error = HubRefusals.Of(HubRefusals.ArgumentError, error.Message) };
        }
    }

    private void Settle(RawMessage message, SendRecord record, DeliveryState outcome)
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
