using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OnePasswordFunctions.Tests.EventsApi;

/// <summary>
/// A proxy on this machine that answers every CONNECT with one status. As the proxy of the process it is there for one host alone, so
/// tests that run at the same time do not meet it.
/// </summary>
internal sealed class RefusingProxy : IWebProxy, IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _host;
    private readonly int _status;
    private readonly Task _serving;

    public RefusingProxy(string host, int status)
    {
        (_host, _status) = (host, status);
        _listener.Start();
        Authority = ((IPEndPoint)_listener.LocalEndpoint).ToString();
        _serving = ServeAsync();
    }

    public ICredentials? Credentials { get; set; }

    public string Authority { get; }

    /// <summary>The first line of each request.</summary>
    public List<string> Requests { get; } = [];

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : new Uri($"http://user:proxy-password@{Authority}");

    public bool IsBypassed(Uri host) => !host.Host.Equals(_host, StringComparison.OrdinalIgnoreCase);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await AnswerAsync(client.GetStream());
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, false, -1, leaveOpen: true);
        Requests.Add(await reader.ReadLineAsync(_stop.Token) ?? "");
        while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 })
        {
            // The headers decide nothing.
        }

        string answer = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {_status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), _stop.Token);
    }
}
