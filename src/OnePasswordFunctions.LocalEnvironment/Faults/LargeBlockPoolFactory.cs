using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>
/// Gives the server blocks of 128 KiB in place of 4 KiB. Its sockets read and write a block at a time, and pages and batches
/// have a megabyte: with the usual blocks most of a stand-in's processor time goes into system calls.
/// </summary>
internal sealed class LargeBlockPoolFactory : IMemoryPoolFactory<byte>
{
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new LargeBlockPool();
}
