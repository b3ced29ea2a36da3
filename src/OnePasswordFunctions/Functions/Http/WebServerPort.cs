using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Azure.Functions.Worker;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>
/// The loopback port at which the host reaches the worker's web server. The worker's library finds a free one, lets go of it and takes it
/// again when the server starts; whoever takes it in between ends the worker ("address already in use"). Here it is held from the first
/// moment on.
/// </summary>
internal static class WebServerPort
{
    /// <summary>What the worker tells the host about itself; this entry says where its web server is.</summary>
    private const string Capability = "HttpUri";

    /// <summary>Takes a free port for the web server, in place of the library's.</summary>
    /// <param name="builder">After the web server has been added to it.</param>
    public static void Hold(IHostApplicationBuilder builder)
    {
        var held = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        held.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        // Two sockets of .NET may be bound to one port until one listens. The server listens once more, which changes nothing.
        held.Listen();
        EndPoint endPoint = held.LocalEndPoint!;
        string url = string.Create(CultureInfo.InvariantCulture, $"http://{endPoint}/");
        builder.Configuration[WebHostDefaults.ServerUrlsKey] = url;
        builder.Services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket =
            wanted => endPoint.Equals(wanted) ? held : SocketTransportOptions.CreateDefaultBoundListenSocket(wanted));
        builder.Services.PostConfigure<WorkerOptions>(worker => worker.Capabilities[Capability] = url);
    }
}
