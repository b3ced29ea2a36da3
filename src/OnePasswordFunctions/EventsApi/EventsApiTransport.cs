using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace OnePasswordFunctions.EventsApi;

/// <summary>Makes the connection pool to the Events API.</summary>
internal static class EventsApiTransport
{
    [SuppressMessage("Security", "CA5359", Justification = "Only when the operator asks for it; every start then logs a warning.")]
    public static SocketsHttpHandler Create(EventsApiOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            // A redirect would carry the token to another address.
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = options.UseSystemProxy,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = TimeSpan.FromSeconds(10),

            // Longer than the minute between two runs, so that an idle run costs no handshake.
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(3),
            PooledConnectionLifetime = TimeSpan.FromMinutes(15),
            ActivityHeadersPropagator = null,
        };
        if (options.TrustAnyCertificate)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        }

        return handler;
    }
}
