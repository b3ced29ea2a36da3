using System.Security.Cryptography;
using System.Text;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>
/// Accepted batches in a file, one behind the other: length, place, time, the batch, and a hash over it. A record that
/// a kill cut short is recognised at the next start and taken off; its batch was never acknowledged.
/// </summary>
internal sealed class HubJournal : IDisposable
{
    private readonly FileStream _file;

    public HubJournal(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
    }

    /// <summary>Reads what is there; afterwards the journal takes appends. A torn end is cut off.</summary>
    public IEnumerable<(string Place, DateTimeOffset EnqueuedAt, byte[] Batch)> ReadAll()
    {
        long good = 0;
        while (ReadRecord() is { } record)
        {
            good = _file.Position;
            using var content = new BinaryReader(new MemoryStream(record));
            yield return (content.ReadString(), new DateTimeOffset(content.ReadInt64(), TimeSpan.Zero), content.ReadBytes(record.Length));
        }

        _file.SetLength(good);
        _file.Position = good;
    }

    /// <summary>Returns when the batch is on the disk.</summary>
    public void Append(string place, DateTimeOffset enqueuedAt, ReadOnlySpan<byte> batch)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        writer.Write(place);
        writer.Write(enqueuedAt.UtcTicks);
        writer.Write(batch);
        writer.Flush();
        byte[] record = content.ToArray();
        _file.Write([.. BitConverter.GetBytes(record.Length), .. record, .. SHA256.HashData(record)]);
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();

    /// <summary>The next whole record; null at the end, and at what is no record.</summary>
    private byte[]? ReadRecord()
    {
        using var reader = new BinaryReader(_file, Encoding.UTF8, leaveOpen: true);
        int length = _file.Length - _file.Position > sizeof(int) ? reader.ReadInt32() : -1;
        if (length < 0 || length > _file.Length - _file.Position - SHA256.HashSizeInBytes)
        {
            return null;
        }

        byte[] record = reader.ReadBytes(length);
        return SHA256.HashData(record).AsSpan().SequenceEqual(reader.ReadBytes(SHA256.HashSizeInBytes)) ? record : null;
    }
}
