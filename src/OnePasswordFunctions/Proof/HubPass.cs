using OnePasswordFunctions.EventHubs;
using OnePasswordFunctions.Ingestion;

namespace OnePasswordFunctions.Proof;

/// <summary>
/// Reads all partitions of a feed's hub side by side, so that a pass which runs out of time has come equally far in each. A partition that
/// fails is read again from where it stood.
/// </summary>
internal sealed class HubPass(IHubReader hub, EventFeed feed, RunRetries retries)
{
    private readonly Lock _lock = new();

    /// <summary>Hands over what came from <paramref name="from"/> on, one message at a time; false when the time ended before that was done.</summary>
    /// <exception cref="IngestionException">A partition could not be read.</exception>
    public async Task<bool> ReadAsync(IReadOnlyList<PartitionBounds> partitions, DateTimeOffset from, Action<StoredMessage> visit, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] readings = [.. partitions.Select(partition => ReadAsync(partition, from, visit, either.Token))];
        try
        {
            // The first failure ends the others: nothing can be concluded from a part of the hub.
            for (List<Task> open = [.. readings]; open.Count > 0;)
            {
                Task ended = await Task.WhenAny(open);
                open.Remove(ended);
                await ended;
            }

            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            either.Cancel();
            await Task.WhenAll(readings).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private async Task ReadAsync(PartitionBounds partition, DateTimeOffset from, Action<StoredMessage> visit, CancellationToken cancellationToken)
    {
        long after = -1;
        await retries.RunAsync(
            partition,
            (bounds, token) => hub.ReadAsync(feed, bounds, from, after, message =>
            {
                lock (_lock)
                {
                    visit(message);
                }

                after = message.SequenceNumber;
            }, token),
            cancellationToken);
    }
}
