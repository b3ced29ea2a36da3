using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>Ends connections with a TCP reset, as a crashed peer or a strict firewall does.</summary>
internal static class ConnectionExtensions
{
    public static void ResetNow(this HttpContext context)
    {
        context.Features.FindSocket()?.ResetNow();
        context.Abort();
    }

    /// <summary>The socket beneath a connection or a request.</summary>
    public static Socket? FindSocket(this IFeatureCollection features) => features.Get<IConnectionSocketFeature>()?.Socket;

    public static void ResetNow(this Socket socket)
    {
        try
        {
            // A linger time of zero makes the close a reset instead of an orderly end.
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Close();
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The peer was faster; the connection is gone, which is what was wanted.
        }
    }
}
