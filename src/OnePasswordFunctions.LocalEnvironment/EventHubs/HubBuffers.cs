using Amqp;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>Buffers for frames and for the transfers that are put together from them, used again and again.</summary>
internal static class HubBuffers
{
    public static BufferManager Shared { get; } = new(256, 4 * 1024 * 1024, 64 * 1024 * 1024);
}
