using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>Finds ports for processes that must be told theirs.</summary>
internal static class FreePort
{
    // Below the ports that systems give to connections and to listeners that ask for any: on a busy machine one of those would be
    // taken before the process that is told it listens, and a caller would then speak with a stranger.
    private const int First = 20_000;
    private const int Last = 32_000;
    private const int Attempts = 1000;

    private static readonly ConcurrentDictionary<int, bool> Given = [];

    /// <summary>A port on 127.0.0.1 that was free a moment ago and that nobody else here was given; another process may still take it.</summary>
    public static int Find() =>
        Enumerable.Range(0, Attempts).Select(_ => Random.Shared.Next(First, Last)).First(port => IsFree(port) && Given.TryAdd(port, true));

    /// <summary>Whether a program could listen on this port of 127.0.0.1 now.</summary>
    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
