using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>Takes what one link sends to a hub, and answers when it is stored or when a fault says otherwise.</summary>
internal sealed class SendLink
{
    private const int Credit = 100;
    private static readonly TimeSpan UsualLatency = TimeSpan.FromMilliseconds(100);

    private readonly HubServices _services;
    private readonly HubConnection _connection;
    private readonly HubAddress _address;

    public SendLink(ListenerLink link, HubAddress address, HubConnection connection, HubServices services)
    {
        (_address, _connection, _services) = (address, connection, services);
        link.InitializeReceiver(Credit, OnMessage, null);
    }

    private void OnMessage(ListenerLink link, Message message, DeliveryState state, object context)
    {
        if (link.IsClosed)
        {
            // The sender has not read yet that the link is gone.
            return;
        }

        HubPartition partition = _services.Store.Find(_address.Hub, _address.Partition)!;
        ActiveFault? fault = _services.Faults.Take(partition.Hub, RequestKind.Send);
        var record = new SendRecord
        {
            At = _services.TimeProvider.GetUtcNow(),
            Connection = _connection.Number,
            Hub = partition.Hub,
            Partition = partition.Id,
            Bytes = ((RawMessage)message).Bytes.Length,
            Fault = fault?.Spec.ToString(),
        };
        _services.Sends.Add(record);
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
            await DelayAsync(fault);
            if (fault.Spec.Kind == FaultKind.ResetBefore)
            {
                Cut(record);
                return;
            }

            DeliveryState? refusal = fault.Spec.Kind == FaultKind.Released ? new Released()
                : HubRefusals.Find(fault.Spec.Kind) is { } error ? new Rejected { Error = _connection.Refuse(error) }
                : null;
            DeliveryState outcome = refusal ?? Store(partition, message, record);
            await AnswerAsync(link, message, record, outcome, fault);
        }
        catch (Exception error) when (error is AmqpException or ObjectDisposedException or OperationCanceledException)
        {
            // The link or the connection went away meanwhile; there is nobody to answer.
            record.Outcome ??= SendRecord.NoAnswer;
        }
    }

    // A broker takes in what it has received even when its sender has gone; so does this.
    private Task DelayAsync(ActiveFault fault) => fault.Spec.Kind switch
    {
        FaultKind.Stall => Task.Delay(fault.Spec.Delay ?? Timeout.InfiniteTimeSpan, _services.TimeProvider, _services.Stopping),
        FaultKind.Latency => Task.Delay(fault.Spec.Delay ?? UsualLatency, _services.TimeProvider, _services.Stopping),
        FaultKind.Hold => fault.Removed,
        _ => Task.CompletedTask,
    };

    private async Task AnswerAsync(ListenerLink link, Message message, SendRecord record, DeliveryState outcome, ActiveFault fault)
    {
        switch (fault.Spec.Kind)
        {
            case FaultKind.LoseResponse:
                Cut(record);
                return;
            case FaultKind.LoseOutcome:
                record.Outcome = SendRecord.NoAnswer;
                return;
            case FaultKind.HoldOutcome:
                await fault.Removed;
                break;
        }

        Settle(link, message, record, outcome);
        if (fault.Spec is { Kind: FaultKind.Detach or FaultKind.Close } spec)
        {
            await Task.Delay(spec.Delay ?? TimeSpan.Zero, _services.TimeProvider, _services.Stopping);
            if (spec.Kind == FaultKind.Detach)
            {
                link.Close(TimeSpan.Zero, HubRefusals.Of(ErrorCode.DetachForced, "The link is detached."));
            }
            else
            {
                _connection.Close();
            }
        }
    }

    private DeliveryState Store(HubPartition partition, Message message, SendRecord record)
    {
        if (record.Bytes > _services.Options.MaxMessageSize)
        {
            return new Rejected { Error = HubRefusals.Find(FaultKind.TooLarge) };
        }

        try
        {
            ReadOnlyMemory<byte> batch = EventBatch.Read(((RawMessage)message).Bytes, message.Format == EventBatch.Format);
            record.Stored = _services.Store.Accept(partition, batch);
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

    private void Cut(SendRecord record)
    {
        record.Outcome = SendRecord.Cut;
        _connection.Cut();
    }
}
