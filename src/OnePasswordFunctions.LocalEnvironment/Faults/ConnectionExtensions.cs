using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>Breaks connections the hard way.</summary>
internal static class ConnectionExtensions
{
    /// <summary>Ends the connection with a TCP reset, as a crashed peer or a strict firewall does.</summary>
    public static void ResetNow(this HttpContext context)
    {
        context.Features.Get<IConnectionSocketFeature>()?.Socket.ResetNow();
        context.Abort();
    }

    /// <inheritdoc cref="ResetNow(HttpContext)"/>
    public static void ResetNow(this ConnectionContext connection)
    {
        connection.Features.Get<IConnectionSocketFeature>()?.Socket.ResetNow();
        connection.Abort(new ConnectionAbortedException("Refused on request."));
    }

    /// <inheritdoc cref="ResetNow(HttpContext)"/>
    public static void ResetNow(this Socket socket)
    {
        try
        {
            // A linger time of zero makes the close a reset instead of an orderly end.
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Close();
        }
        catch (SocketException)
        {
            // The peer was faster; the connection is gone, which is what was wanted.
        }
        catch (ObjectDisposedException)
        {
            // As above.
        }
    }
}
