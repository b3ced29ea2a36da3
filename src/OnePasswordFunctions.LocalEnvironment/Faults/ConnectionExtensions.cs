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
        Linger(context.Features.Get<IConnectionSocketFeature>());
        context.Abort();
    }

    /// <inheritdoc cref="ResetNow(HttpContext)"/>
    public static void ResetNow(this ConnectionContext connection)
    {
        Linger(connection.Features.Get<IConnectionSocketFeature>());
        connection.Abort(new ConnectionAbortedException("Refused on request."));
    }

    private static void Linger(IConnectionSocketFeature? feature)
    {
        try
        {
            // A linger time of zero makes the close a reset instead of an orderly end.
            feature?.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
            feature?.Socket.Close();
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
