using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Amqp;
using OnePasswordFunctions.LocalEnvironment.Faults;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>Carries one AMQP connection over two pipes, whatever lies beneath: a socket or a WebSocket.</summary>
/// <param name="socket">The socket beneath.</param>
/// <param name="received">Is shown what came in.</param>
internal sealed class PipeTransport(PipeReader input, PipeWriter output, Socket? socket, Action<ReadOnlyMemory<byte>> received) : IAsyncTransport
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when either side has closed the transport.</summary>
    public Task Closed => _closed.Task;

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
        received(buffer.AsMemory(offset, taken));
        return taken;
    }

    public void Close()
    {
        if (_closed.TrySetResult())
        {
            input.CancelPendingRead();
        }
    }

    /// <summary>Resets the connection, as a crashed peer or a firewall does.</summary>
    public void Cut()
    {
        socket?.ResetNow();
        Close();
    }
}
