using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>Ends connections with a TCP reset, as a crashed peer or a strict firewall does.</summary>
internal static class ConnectionExtensions
{
    public static void ResetNow(this HttpContext context)
    {
        context.Features.Get<IConnectionSocketFeature>()?.Socket.ResetNow();
        context.Abort();
    }

    public static void ResetNow(this ConnectionContext connection)
    {
        connection.Features.Get<IConnectionSocketFeature>()?.Socket.ResetNow();
        connection.Abort(new ConnectionAbortedException("Refused on request."));
    }

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
