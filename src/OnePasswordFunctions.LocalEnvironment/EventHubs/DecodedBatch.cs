namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>The messages of one request, decoded. The bodies are slices of a pooled buffer that its reader owns.</summary>
internal sealed class DecodedBatch
{
    private readonly List<(int Start, int Length, IReadOnlyDictionary<string, string> Properties)> _messages = [];

    /// <summary>Every body, one behind the other.</summary>
    public required byte[] Bodies { get; init; }

    public int Count => _messages.Count;

    public void Add(int start, int length, IReadOnlyDictionary<string, string> properties) => _messages.Add((start, length, properties));

    public ReadOnlySpan<byte> Body(int index) => Bodies.AsSpan(_messages[index].Start, _messages[index].Length);

    public IReadOnlyDictionary<string, string> Properties(int index) => _messages[index].Properties;
}
