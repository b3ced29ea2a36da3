using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OnePasswordFunctions.Functions.Http;

namespace OnePasswordFunctions.Tests.Functions.Http;

public sealed class WebServerPortTests
{
    [Fact]
    public async Task Hold_UntilTheServerStarts_NobodyElseGetsThePortThatTheHostIsTold()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        WebServerPort.Hold(builder);
        await using WebApplication app = builder.Build();
        app.MapGet("/", () => "served");
        var told = new Uri(app.Services.GetRequiredService<IOptions<WorkerOptions>>().Value.Capabilities["HttpUri"]);

        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.Equal(SocketError.AddressAlreadyInUse, Assert.Throws<SocketException>(() => other.Bind(new IPEndPoint(IPAddress.Loopback, told.Port))).SocketErrorCode);
        await app.StartAsync();

        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        Assert.Equal("served", await client.GetStringAsync(told));
        Assert.Equal([told.ToString()], app.Urls.Select(url => url + "/"));
    }
}
