using System.Buffers;
using System.IO.Pipelines;
using Amqp;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>
/// Carries one AMQP connection over two pipes, whatever lies beneath: a socket, TLS or a WebSocket. It counts what comes in,
/// and keeps it when asked.
/// </summary>
internal sealed class PipeTransport(PipeReader input, PipeWriter output, bool keepsBytes) : IAsyncTransport
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte>? _received = keepsBytes ? new() : null;
    private long _bytesReceived;

    /// <summary>Ends when either side has closed the transport.</summary>
    public Task Closed => _closed.Task;

    public long BytesReceived => Interlocked.Read(ref _bytesReceived);

    /// <summary>All bytes that came in; empty unless they are kept.</summary>
    public byte[] Received()
    {
        lock (_lock)
        {
            return _received?.WrittenSpan.ToArray() ?? [];
        }
    }

    public void SetConnection(Connection connection)
    {
        // The pipes need nothing of it.
    }

    /// <summary>Used for the few frames of the SASL exchange only, before anything else writes.</summary>
    public void Send(ByteBuffer buffer) => SendAsync([buffer], buffer.Length).GetAwaiter().GetResult();

    public async Task SendAsync(IList<ByteBuffer> bufferList, int listSize)
    {
        foreach (ByteBuffer buffer in bufferList)
        {
            output.Write(buffer.Buffer.AsSpan(buffer.Offset, buffer.Length));
        }

        FlushResult result = await output.FlushAsync();
        if (result.IsCompleted || result.IsCanceled)
        {
            throw new IOException("The peer has closed the connection.");
        }
    }

    public int Receive(byte[] buffer, int offset, int count) => ReceiveAsync(buffer, offset, count).GetAwaiter().GetResult();

    public async Task<int> ReceiveAsync(byte[] buffer, int offset, int count)
    {
        if (_closed.Task.IsCompleted)
        {
            return 0;
        }

        ReadResult result = await input.ReadAsync();
        int taken = (int)Math.Min(count, result.Buffer.Length);
        result.Buffer.Slice(0, taken).CopyTo(buffer.AsSpan(offset, taken));
        input.AdvanceTo(result.Buffer.GetPosition(taken));
        Note(buffer.AsSpan(offset, taken));
        return taken;
    }

    public void Close()
    {
        if (_closed.TrySetResult())
        {
            input.CancelPendingRead();
        }
    }

    private void Note(ReadOnlySpan<byte> bytes)
    {
        Interlocked.Add(ref _bytesReceived, bytes.Length);
        if (_received is not null)
        {
            lock (_lock)
            {
                _received.Write(bytes);
            }
        }
    }
}
