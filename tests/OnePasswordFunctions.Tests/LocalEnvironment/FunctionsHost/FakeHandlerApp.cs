using System.Globalization;
using System.Text;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

/// <summary>
/// A published function app in a temporary folder whose handler is a small script. The function's name says how the
/// handler behaves when it is invoked; requests to other paths are answered with a description of the request.
/// </summary>
internal sealed class FakeHandlerApp : IDisposable
{
    private const string Script = """
        const http = require('http');
        if (process.env.FAKE_START_EXIT) { console.error('cannot start'); process.exit(Number(process.env.FAKE_START_EXIT)); }
        if (process.env.FAKE_DEAF) { setInterval(() => {}, 1000); process.env.FUNCTIONS_CUSTOMHANDLER_PORT = '0'; }
        process.on('SIGTERM', () => { console.log('terminated'); setTimeout(() => process.exit(200), 20); });
        const seen = {};
        const answer = (response, status, type, body) => { response.writeHead(status, type ? { 'content-type': type } : {}); response.end(body); };
        const json = (response, value) => answer(response, 200, 'application/json', JSON.stringify(value));
        const behaviours = {
          Echo: (request, body, response) => json(response, { Logs: ['line 1', 'line 2'], ReturnValue: { path: request.url, headers: request.headers, body: JSON.parse(body), pid: process.pid, env: process.env } }),
          LowerCase: (request, body, response) => json(response, { logs: ['x'], returnvalue: 1, outputs: {} }),
          EmptyObject: (request, body, response) => json(response, {}),
          Empty: (request, body, response) => answer(response, 200, 'application/json', ''),
          NullBody: (request, body, response) => answer(response, 200, 'application/json', 'null'),
          Problem: (request, body, response) => answer(response, 500, 'application/json', '{"Logs":["lost"]}'),
          Drop: (request, body, response) => request.socket.destroy(),
          ExitZero: (request, body, response) => process.exit(0),
          Exit200: (request, body, response) => process.exit(200),
          Crash: (request, body, response) => { console.error('it broke'); setTimeout(() => process.exit(7), 10); },
          Slow: (request, body, response) => setTimeout(() => json(response, {}), 60000),
          Flaky: (request, body, response) => { seen.flaky = (seen.flaky || 0) + 1; seen.flaky < 3 ? answer(response, 500, null, '') : json(response, { ReturnValue: { body: JSON.parse(body), id: request.headers['x-azure-functions-invocationid'] } }); },
          Talk: (request, body, response) => { console.log('spoken'); console.error('Warning: careful'); console.error('bad'); json(response, {}); },
          Described: (request, body, response) => json(response, { Outputs: { res: { statusCode: '201', headers: { 'x-made': 'yes' }, body: JSON.stringify(JSON.parse(body).Data.req) } } }),
        };
        http.createServer((request, response) => {
          let body = '';
          request.on('data', part => body += part);
          request.on('end', () => {
            const behaviour = behaviours[request.url.slice(1)];
            if (request.url === '/') { answer(response, 404, null, ''); }
            else if (behaviour) { behaviour(request, body, response); }
            else { response.setHeader('x-handler', 'fake'); json(response, { method: request.method, url: request.url, headers: request.headers, body }); }
          });
        }).listen(Number(process.env.FUNCTIONS_CUSTOMHANDLER_PORT), '127.0.0.1');
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fake-app-");

    public FakeHandlerApp(string hostJsonMembers = "")
    {
        File.WriteAllText(Path.Combine(AppRoot, "handler.js"), Script);
        WriteHostJson($$"""
            { "version": "2.0", {{hostJsonMembers}}
              "customHandler": { "description": { "defaultExecutablePath": "node", "arguments": [ "handler.js" ] }, "enableForwardingHttpRequest": true } }
            """);
    }

    public string AppRoot => _folder.FullName;

    /// <summary>Options under which no timer fires by itself.</summary>
    public FunctionsHostOptions Options => new() { AppRoot = AppRoot, RunTimers = false, FunctionTimeout = TimeSpan.FromSeconds(30) };

    public void WriteHostJson(string text) => File.WriteAllText(Path.Combine(AppRoot, "host.json"), text);

    public FakeHandlerApp AddTimer(string name, string schedule = "0 0 0 1 1 *", string more = "") =>
        AddFunction(name, $$"""{ "bindings": [ { "type": "timerTrigger", "direction": "in", "name": "timer", "schedule": "{{schedule}}" } ] {{more}} }""");

    public FakeHandlerApp AddHttp(string name, string more = "") =>
        AddFunction(name, $$"""{ "bindings": [ { "type": "httpTrigger", "direction": "in", "name": "req" {{more}} }, { "type": "http", "direction": "out", "name": "res" } ] }""");

    public FakeHandlerApp AddFunction(string name, string json)
    {
        string folder = Directory.CreateDirectory(Path.Combine(AppRoot, name)).FullName;
        File.WriteAllText(Path.Combine(folder, "function.json"), json, Encoding.UTF8);
        return this;
    }

    public async Task<FunctionsHostStandIn> StartAsync(FunctionsHostOptions? options = null)
    {
        var host = new FunctionsHostStandIn(options ?? Options, TimeProvider.System);
        try
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            await host.StartAsync(deadline.Token);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Waits until something holds, and fails when it does not within the limit.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromMinutes(1))
            {
                Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"Waited in vain: {what}."));
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }
}
