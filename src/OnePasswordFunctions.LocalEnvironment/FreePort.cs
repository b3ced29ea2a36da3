using System.Net;
using System.Net.Sockets;

namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>Finds ports for processes that must be told theirs.</summary>
internal static class FreePort
{
    /// <summary>A port on 127.0.0.1 that was free a moment ago; another process may take it before it is used.</summary>
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

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
