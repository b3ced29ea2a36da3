using System.Buffers;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>Takes batches as the service does: authorization first, then the hub, then the request's form, then its content.</summary>
internal sealed class SendEndpoint(EventHubStandInOptions options, TimeProvider timeProvider, HubStore store, FaultPlan faults)
{
    private readonly HubAuthorization _authorization = new(options, timeProvider);
    private readonly FaultResponder _responder = new(timeProvider, (context, status) => HubErrors.WriteAsync(context, HubError.Of(status), timeProvider.GetUtcNow()));

    private int Limit => options.Tier == HubTier.Basic ? 262_144 : 1_048_576;

    public async Task HandleAsync(HttpContext context, SendRecord record)
    {
        long started = Stopwatch.GetTimestamp();
        string? hub = HubRoute.ReadHub(context.Request.Path);
        ActiveFault? early = faults.TakeBeforeBody(hub ?? "");
        if (early is not null)
        {
            record.Fault = early.Spec.ToString();
            await _responder.TryAnswerAsync(context, early);
            return;
        }

        HubError? error = CheckHead(context, hub);
        if (error is not null)
        {
            await HubErrors.WriteAsync(context, error, timeProvider.GetUtcNow());
        }
        else if (options.Retention == MessageRetention.Discard)
        {
            (record.Accepted, record.Bytes) = await RequestBody.CountAsync(context);
            await TakeAsync(context, started, hub!, record, () => store.Discard(hub!, record.Accepted, record.Bytes));
        }
        else
        {
            await ReadAndTakeAsync(context, started, hub!, record);
        }
    }

    private HubError? CheckHead(HttpContext context, string? hub)
    {
        if (hub is null)
        {
            return new HubError(404, 40400, "Only /{hub}/messages, /{hub}/partitions/{id}/messages and /{hub}/publishers/{id}/messages exist");
        }

        if (_authorization.Check(context) is { } denied)
        {
            return denied;
        }

        if (!options.Hubs.Contains(hub, StringComparer.OrdinalIgnoreCase))
        {
            return HubError.NoSuchHub(hub);
        }

        long announced = context.Request.ContentLength ?? 0;
        return HubRoute.Check(context.Request, options.Partitions) ?? (announced > Limit ? HubError.TooLarge(announced, Limit) : null);
    }

    private async Task ReadAndTakeAsync(HttpContext context, long started, string hub, SendRecord record)
    {
        (byte[] body, int length) = await RequestBody.ReadAsync(context, Limit);
        byte[] bodies = ArrayPool<byte>.Shared.Rent(length + 1);
        try
        {
            record.Bytes = length;
            DecodedBatch? batch = null;
            HubError? error = length > Limit ? HubError.TooLarge(length, Limit) : BatchReader.TryRead(body.AsSpan(0, length), bodies, store.KeepsProperties, out batch);
            if (error is not null)
            {
                await HubErrors.WriteAsync(context, error, timeProvider.GetUtcNow());
                return;
            }

            await TakeAsync(context, started, hub, record, () =>
            {
                store.Accept(hub, timeProvider.GetUtcNow(), batch!, body.AsSpan(0, length));
                record.Accepted = batch!.Count;
            });
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bodies);
            ArrayPool<byte>.Shared.Return(body);
        }
    }

    private async Task TakeAsync(HttpContext context, long started, string hub, SendRecord record, Action accept)
    {
        ActiveFault? fault = faults.Take(hub, RequestKind.Send);
        record.Fault = fault?.Spec.ToString();
        TimeSpan latency = options.Latency + (fault?.Spec.Kind == FaultKind.Latency ? fault.Spec.Delay ?? TimeSpan.FromMilliseconds(100) : TimeSpan.Zero);
        if (latency > TimeSpan.Zero)
        {
            await PreciseDelay.UntilAsync(started, latency, timeProvider, context.RequestAborted);
        }

        if (fault is not null && await _responder.TryAnswerAsync(context, fault))
        {
            record.Accepted = 0;
            return;
        }

        accept();
        if (fault?.Spec.Kind == FaultKind.LoseResponse)
        {
            await Task.Delay(fault.Spec.Delay ?? TimeSpan.Zero, timeProvider, context.RequestAborted);
            context.ResetNow();
            return;
        }

        await FaultResponder.WriteAsync(context, 201, "application/xml; charset=utf-8", default);
    }
}
