using System.Buffers.Binary;
using System.Text;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>
/// Accepted batches in a file, one behind the other: hub, time, body as it was sent, and a hash over all of it. A record that
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
    public IEnumerable<(string Hub, DateTimeOffset EnqueuedAt, byte[] Body)> ReadAll()
    {
        long good = 0;
        while (TryReadRecord(out string hub, out DateTimeOffset at, out byte[] body))
        {
            good = _file.Position;
            yield return (hub, at, body);
            _file.Position = good;
        }

        _file.SetLength(good);
        _file.Position = good;
    }

    /// <summary>Returns when the batch is on the disk.</summary>
    public void Append(string hub, DateTimeOffset enqueuedAt, ReadOnlySpan<byte> body)
    {
        byte[] name = Encoding.UTF8.GetBytes(hub);
        var record = new byte[HeadLength + name.Length + body.Length + sizeof(ulong)];
        BinaryPrimitives.WriteInt32LittleEndian(record, name.Length);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(4), body.Length);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(8), enqueuedAt.UtcTicks);
        name.CopyTo(record, HeadLength);
        body.CopyTo(record.AsSpan(HeadLength + name.Length));
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(record.Length - sizeof(ulong)), BodyHash.Of(record.AsSpan(0, record.Length - sizeof(ulong))));
        _file.Write(record);
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();

    private bool TryReadRecord(out string hub, out DateTimeOffset at, out byte[] body)
    {
        (hub, at, body) = ("", default, []);
        Span<byte> head = stackalloc byte[HeadLength];
        long start = _file.Position;
        if (_file.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false) < HeadLength)
        {
            return false;
        }

        int nameLength = BinaryPrimitives.ReadInt32LittleEndian(head);
        int bodyLength = BinaryPrimitives.ReadInt32LittleEndian(head[4..]);
        long rest = (long)nameLength + bodyLength + sizeof(ulong);
        if (nameLength < 0 || bodyLength < 0 || rest > _file.Length - start - HeadLength)
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

        hub = Encoding.UTF8.GetString(record, HeadLength, nameLength);
        at = new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(head[8..]), TimeSpan.Zero);
        body = record[(HeadLength + nameLength)..hashed];
        return true;
    }
}
