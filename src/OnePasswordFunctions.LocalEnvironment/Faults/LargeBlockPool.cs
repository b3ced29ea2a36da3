using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>
/// Gives a server blocks of 128 KiB in place of 4 KiB, used again and again. Its sockets read and write a block at a time, and
/// pages and batches have a megabyte: with the usual blocks most of a stand-in's processor time goes into system calls.
/// </summary>
internal sealed class LargeBlockPool : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    private const int BlockLength = 128 * 1024;

    public override int MaxBufferSize => Shared.MaxBufferSize;

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => Shared.Rent(Math.Max(minBufferSize, BlockLength));

    protected override void Dispose(bool disposing)
    {
        // Nothing is its own.
    }
}
