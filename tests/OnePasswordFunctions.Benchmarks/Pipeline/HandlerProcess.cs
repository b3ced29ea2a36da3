using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;

namespace OnePasswordFunctions.Benchmarks.Pipeline;

/// <summary>The published handler as its own process, measured by the operating system.</summary>
internal sealed class HandlerProcess : IDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromMinutes(6) };

    private readonly Process _process;
    private readonly Uri _address;

    private HandlerProcess(Process process, Uri address) => (_process, _address) = (process, address);

    /// <summary>From starting the process to its first answer.</summary>
    public TimeSpan StartUp { get; private set; }

    /// <summary>When the process was started.</summary>
    public long Started { get; private set; }

    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The most memory that the process has had, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            if (File.Exists($"/proc/{_process.Id}/status"))
            {
                string line = File.ReadLines($"/proc/{_process.Id}/status").First(text => text.StartsWith("VmHWM", StringComparison.Ordinal));
                return long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
            }

            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    public static async Task<HandlerProcess> StartAsync(string executable, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        int port = TakePort();
        var start = new ProcessStartInfo(executable) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach ((string name, string value) in settings)
        {
            start.Environment[name] = value;
        }

        start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = port.ToString();
        long begun = Stopwatch.GetTimestamp();
        Process process = Process.Start(start)!;
        // A few lines a run; they would stand between the figures. What goes wrong is on stderr.
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        var handler = new HandlerProcess(process, new Uri($"http://127.0.0.1:{port}")) { Started = begun };
        await handler.WaitUntilReadyAsync(cancellationToken);
        handler.StartUp = Stopwatch.GetElapsedTime(begun);
        return handler;
    }

    /// <summary>Posts an invocation as the Functions host does; returns the run's record.</summary>
    public async Task<JsonElement> InvokeAsync(string function, CancellationToken cancellationToken)
    {
        using var request = new StringContent("{\"Data\":{\"timer\":{}},\"Metadata\":{}}", System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await Http.PostAsync(new Uri(_address, function), request, cancellationToken);
        using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        return JsonDocument.Parse(answer.RootElement.GetProperty("Logs")[0].GetString()!).RootElement;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static int TakePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        return ((System.Net.IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                using HttpResponseMessage response = await Http.GetAsync(_address, deadline.Token);
                return;
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, deadline.Token);
            }
        }
    }
}
