namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>Events that a test wrote itself.</summary>
internal sealed class ExplicitRun(long firstSequence) : EventRun(firstSequence)
{
    private ExplicitEvent[] _events = new ExplicitEvent[4];

    public void Add(ExplicitEvent added)
    {
        if (Count == _events.Length)
        {
            // Readers keep the array they have; what they may read of it does not change.
            Array.Resize(ref _events, _events.Length * 2);
        }

        _events[Count] = added;
        Count++;
    }

    public override int Length(long offset) => _events[offset].Json.Length;

    public override long Ticks(long offset) => _events[offset].Ticks;

    public override void Render(long offset, Span<byte> json) => _events[offset].Json.Span.CopyTo(json);
}
