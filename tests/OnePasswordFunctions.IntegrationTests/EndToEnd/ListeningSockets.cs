using System.Globalization;
using System.Net;

namespace OnePasswordFunctions.IntegrationTests.EndToEnd;

/// <summary>Asks Linux on which addresses a process listens.</summary>
internal static class ListeningSockets
{
    private const string Listening = "0A";

    /// <summary>The TCP endpoints on which this process listens; none when it has ended.</summary>
    public static IReadOnlyList<IPEndPoint> Of(int processId)
    {
        string folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}");
        try
        {
            HashSet<string> inodes = [.. new DirectoryInfo($"{folder}/fd").EnumerateFiles().Select(file => file.LinkTarget)
                .Where(link => link?.StartsWith("socket:[", StringComparison.Ordinal) == true).Select(link => link![8..^1])];
            return [.. new[] { "tcp", "tcp6" }.SelectMany(table => File.ReadLines($"{folder}/net/{table}").Skip(1))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields[3] == Listening && inodes.Contains(fields[9]))
                .Select(fields => Parse(fields[1]))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static IPEndPoint Parse(string text)
    {
        string[] parts = text.Split(':');
        byte[] address = Convert.FromHexString(parts[0]);

        // The kernel prints each 32-bit word in the machine's own byte order.
        for (int word = 0; word < address.Length && BitConverter.IsLittleEndian; word += 4)
        {
            Array.Reverse(address, word, 4);
        }

        return new IPEndPoint(new IPAddress(address), int.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
