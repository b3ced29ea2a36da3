using System.Buffers.Binary;
using System.Text;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>
/// Accepted batches in a file, one behind the other: place, time, the batch, and a hash over all of it. A record that
/// a kill cut short is recognised at the next start and taken off; its batch was never acknowledged.
/// </summary>
internal sealed class HubJournal : IDisposable
{
    private const int HeadLength = 4 + 4 + 8;

    private readonly FileStream _file;

    public HubJournal(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
    }

    /// <summary>Reads what is there; afterwards the journal takes appends. A torn end is cut off.</summary>
    public IEnumerable<(string Place, DateTimeOffset EnqueuedAt, byte[] Batch)> ReadAll()
    {
        long good = 0;
        while (TryReadRecord(out string place, out DateTimeOffset at, out byte[] batch))
        {
            good = _file.Position;
            yield return (place, at, batch);
            _file.Position = good;
        }

        _file.SetLength(good);
        _file.Position = good;
    }

    /// <summary>Returns when the batch is on the disk.</summary>
    public void Append(string place, DateTimeOffset enqueuedAt, ReadOnlySpan<byte> batch)
    {
        byte[] name = Encoding.UTF8.GetBytes(place);
        var record = new byte[HeadLength + name.Length + batch.Length + sizeof(ulong)];
        BinaryPrimitives.WriteInt32LittleEndian(record, name.Length);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(4), batch.Length);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(8), enqueuedAt.UtcTicks);
        name.CopyTo(record, HeadLength);
        batch.CopyTo(record.AsSpan(HeadLength + name.Length));
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(record.Length - sizeof(ulong)), BodyHash.Of(record.AsSpan(0, record.Length - sizeof(ulong))));
        _file.Write(record);
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();

    private bool TryReadRecord(out string place, out DateTimeOffset at, out byte[] batch)
    {
        (place, at, batch) = ("", default, []);
        Span<byte> head = stackalloc byte[HeadLength];
        long start = _file.Position;
        if (_file.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false) < HeadLength)
        {
            return false;
        }

        int nameLength = BinaryPrimitives.ReadInt32LittleEndian(head);
        int batchLength = BinaryPrimitives.ReadInt32LittleEndian(head[4..]);
        long rest = (long)nameLength + batchLength + sizeof(ulong);
        if (nameLength < 0 || batchLength < 0 || rest > _file.Length - start - HeadLength)
        {
            return false;
        }

        var record = new byte[HeadLength + rest];
        head.CopyTo(record);
        _file.ReadExactly(record.AsSpan(HeadLength));
        int hashed = record.Length - sizeof(ulong);
        if (BinaryPrimitives.ReadUInt64LittleEndian(record.AsSpan(hashed)) != BodyHash.Of(record.AsSpan(0, hashed)))
        {
            return false;
        }

        place = Encoding.UTF8.GetString(record, HeadLength, nameLength);
        at = new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(head[8..]), TimeSpan.Zero);
        batch = record[(HeadLength + nameLength)..hashed];
        return true;
    }
}
