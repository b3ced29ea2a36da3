using Amqp;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>Gives a listener the one transport that was accepted for it. Each connection has a listener of its own, so that a silent peer holds up nobody else.</summary>
internal sealed class AcceptedTransport(IAsyncTransport transport) : TransportProvider
{
    private readonly TaskCompletionSource<IAsyncTransport> _never = new();
    private bool _isTaken;

    public override Task<IAsyncTransport> CreateAsync(Address address)
    {
        if (_isTaken)
        {
            return _never.Task;
        }

        _isTaken = true;
        return Task.FromResult(transport);
    }
}
