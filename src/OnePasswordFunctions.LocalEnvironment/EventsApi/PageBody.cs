using System.Buffers;
using System.IO.Pipelines;

namespace OnePasswordFunctions.LocalEnvironment.EventsApi;

/// <summary>A page, rendered only while it is written, straight into the connection's buffers.</summary>
internal sealed class PageBody
{
    // A block of the server's pool: few and large writes cost half the processor time of many small ones.
    private const int ChunkLength = 128 * 1024;

    private readonly PageEnvelope _envelope;
    private readonly IReadOnlyList<EventReference> _events;

    public PageBody(PageEnvelope envelope, IReadOnlyList<EventReference> events)
    {
        _envelope = envelope;
        _events = events;
        Length = envelope.Head.Length + envelope.Tail.Length + Math.Max(0, events.Count - 1);
        foreach (EventReference one in events)
        {
            Length += one.Length;
        }
    }

    /// <summary>The number of bytes that will be written.</summary>
    public long Length { get; }

    public async Task WriteAsync(PipeWriter writer, CancellationToken cancellationToken)
    {
        writer.Write(_envelope.Head);
        int next = 0;
        while (next < _events.Count)
        {
            next = RenderChunk(writer, next);
            await writer.FlushAsync(cancellationToken);
        }

        writer.Write(_envelope.Tail);
        await writer.FlushAsync(cancellationToken);
    }

    /// <summary>Writes a page that was rendered before.</summary>
    public static async Task WriteAsync(PipeWriter writer, ReadOnlyMemory<byte> rendered, CancellationToken cancellationToken)
    {
        while (rendered.Length > 0)
        {
            ReadOnlyMemory<byte> chunk = rendered[..Math.Min(ChunkLength, rendered.Length)];
            chunk.Span.CopyTo(writer.GetSpan(ChunkLength));
            writer.Advance(chunk.Length);
            rendered = rendered[chunk.Length..];
            await writer.FlushAsync(cancellationToken);
        }
    }

    public byte[] ToArray()
    {
        var body = new byte[Length];
        _envelope.Head.CopyTo(body.AsSpan());
        int at = _envelope.Head.Length;
        for (int i = 0; i < _events.Count; i++)
        {
            at += RenderOne(i, body.AsSpan(at));
        }

        _envelope.Tail.CopyTo(body.AsSpan(at));
        return body;
    }

    private int RenderChunk(PipeWriter writer, int next)
    {
        Span<byte> chunk = writer.GetSpan(Math.Max(ChunkLength, _events[next].Length + 1));
        int used = 0;
        for (; next < _events.Count && used + _events[next].Length + 1 <= chunk.Length; next++)
        {
            used += RenderOne(next, chunk[used..]);
        }

        writer.Advance(used);
        return next;
    }

    private int RenderOne(int index, Span<byte> destination)
    {
        int comma = 0;
        if (index > 0)
        {
            destination[0] = (byte)',';
            comma = 1;
        }

        int length = _events[index].Length;
        _events[index].Render(destination.Slice(comma, length));
        return comma + length;
    }
}
