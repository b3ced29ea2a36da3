using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OnePasswordFunctions.IntegrationTests.EndToEnd;

/// <summary>An HTTP proxy on 127.0.0.1 that refuses every request and remembers what it was asked for.</summary>
internal sealed class CountingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly Task _serving;

    public CountingProxy()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>The first line of each connection.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>The variables that lead every library here.</summary>
    public Dictionary<string, string> Variables => new(StringComparer.Ordinal)
    {
        ["HTTP_PROXY"] = Address,
        ["HTTPS_PROXY"] = Address,
        ["ALL_PROXY"] = Address,
        ["http_proxy"] = Address,
        ["https_proxy"] = Address,
        ["all_proxy"] = Address,
        ["NO_PROXY"] = "",
        ["no_proxy"] = "",
    };

    private string Address => $"http://{_listener.LocalEndpoint}";

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                using var reader = new StreamReader(client.GetStream(), Encoding.Latin1, leaveOpen: true);
                _requests.Enqueue(await reader.ReadLineAsync() ?? "(nothing)");
                await client.GetStream().WriteAsync("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // The test has ended, or a caller has; what was asked for is known by then.
        }
    }
}
