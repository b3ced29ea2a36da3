using System.Globalization;
using System.Text;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>
/// Accepted batches in a file, a line each: hub, partition, time, and the batch in base64. A line that a kill cut short has no end: it is
/// recognised at the next start and taken off; its batch was never acknowledged.
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
    public IEnumerable<(string Hub, int Partition, DateTimeOffset EnqueuedAt, byte[] Batch)> ReadAll()
    {
        long good = 0;
        using (var lines = new StreamReader(_file, Encoding.ASCII, leaveOpen: true))
        {
            while (lines.ReadLine() is { } line && good + line.Length < _file.Length)
            {
                good += line.Length + 1;
                string[] parts = line.Split(' ');
                var enqueuedAt = new DateTimeOffset(long.Parse(parts[2], CultureInfo.InvariantCulture), TimeSpan.Zero);
                yield return (parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), enqueuedAt, Convert.FromBase64String(parts[3]));
            }
        }

        _file.SetLength(good);
        _file.Position = good;
    }

    /// <summary>Returns when the batch is on the disk.</summary>
    public void Append(string hub, int partition, DateTimeOffset enqueuedAt, ReadOnlySpan<byte> batch)
    {
        _file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{hub} {partition} {enqueuedAt.UtcTicks} {Convert.ToBase64String(batch)}\n")));
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();
}
