using System.Net;
using System.Net.Sockets;
using System.Text;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

public sealed class HandlerClientTests
{
    [Fact]
    public async Task PostAsync_OnTheWire_IsWhatTheRealHostSends()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var client = new HandlerClient(port, "4.1054.250.0", followsRedirects: false, TimeSpan.FromMinutes(5));
        Task<string> receiving = ReceiveAsync(listener);

        HandlerAnswer answer = await client.PostAsync("IngestAuditEvents", Guid.Parse("9d95d740-993a-4759-8df2-aadc997acaee"),
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "{\"Data\":{}}"u8.ToArray(), CancellationToken.None);

        string expected = string.Join("\r\n",
            "POST /IngestAuditEvents HTTP/1.1",
            $"Host: 127.0.0.1:{port}",
            "X-Azure-Functions-HostVersion: 4.1054.250.0",
            "X-Azure-Functions-InvocationId: 9d95d740-993a-4759-8df2-aadc997acaee",
            "User-Agent: Azure-Functions-Host/4.1054.250.0",
            "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "Transfer-Encoding: chunked",
            "Content-Type: application/json; charset=utf-8",
            "",
            "B",
            "{\"Data\":{}}",
            "0",
            "",
            "");
        Assert.Equal(expected, await receiving);
        Assert.Equal(new HandlerAnswer(200, "application/json", answer.Body), answer);
        Assert.Equal("{}"u8.ToArray(), answer.Body);
    }

    [Fact]
    public async Task IsListeningAsync_ClosedPort_IsFalse()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var client = new HandlerClient(port, "4", followsRedirects: true, functionTimeout: null);

        Assert.False(await client.IsListeningAsync(CancellationToken.None));
    }

    private static async Task<string> ReceiveAsync(TcpListener listener)
    {
        using Socket socket = await listener.AcceptSocketAsync();
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (!text.ToString().EndsWith("0\r\n\r\n", StringComparison.Ordinal))
        {
            int count = await socket.ReceiveAsync(buffer);
            text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray());
        return text.ToString();
    }
}
