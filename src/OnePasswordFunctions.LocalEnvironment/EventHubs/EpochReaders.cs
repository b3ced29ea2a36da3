using Amqp;
using Amqp.Listener;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>Keeps the rule of epochs: of a consumer group's readers of a partition, the one with the highest epoch is alone.</summary>
internal sealed class EpochReaders
{
    private readonly Lock _lock = new();
    private readonly List<(string Path, long? Epoch, ListenerLink Link)> _readers = [];

    /// <summary>Lets a reader in and sends away those that it replaces.</summary>
    /// <exception cref="AmqpException">A reader with a higher epoch is there.</exception>
    public void Add(string path, long? epoch, ListenerLink link)
    {
        ListenerLink[] replaced;
        lock (_lock)
        {
            var others = _readers.Where(reader => reader.Path.Equals(path, StringComparison.OrdinalIgnoreCase)).ToArray();
            if (others.Any(reader => reader.Epoch > (epoch ?? -1)))
            {
                throw new AmqpException(HubRefusals.Of(ErrorCode.Stolen, "A receiver with a higher epoch is connected."));
            }

            replaced = epoch is null ? [] : [.. others.Select(reader => reader.Link)];
            _readers.RemoveAll(reader => replaced.Contains(reader.Link));
            _readers.Add((path, epoch, link));
        }

        link.AddClosedCallback((_, _) => Remove(link));
        foreach (ListenerLink other in replaced)
        {
            other.Close(TimeSpan.Zero, HubRefusals.Of(ErrorCode.Stolen, "A receiver with a higher epoch was created."));
        }
    }

    private void Remove(ListenerLink link)
    {
        lock (_lock)
        {
            _readers.RemoveAll(reader => reader.Link == link);
        }
    }
}
