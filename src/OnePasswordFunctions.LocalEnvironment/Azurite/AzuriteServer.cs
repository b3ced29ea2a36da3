using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OnePasswordFunctions.LocalEnvironment.Azurite;

/// <summary>Azurite as a process of its own on free ports of 127.0.0.1. It can be stopped and started again with the same ports and data.</summary>
internal sealed class AzuriteServer : IAsyncDisposable
{
    // The account and key that Azurite documents; they open nothing else.
    private const string AccountName = "devstoreaccount1";
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly (string Service, int Port)[] _services;
    private readonly string _script;
    private readonly string _node;
    private readonly TemporaryFolder? _temporary;
    private readonly string _folder;
    private readonly ConcurrentQueue<string> _output = new();
    private ChildProcess? _process;

    /// <param name="repositoryRoot">The folder in which node_modules lies.</param>
    /// <param name="folder">Where the data are kept. Null: a temporary folder that is deleted when the server is disposed.</param>
    /// <param name="withBlobAndQueue">Blobs and queues too, which Core Tools needs; the Functions host stand-in needs tables only.</param>
    /// <exception cref="LocalEnvironmentException">Node.js is missing.</exception>
    public AzuriteServer(string repositoryRoot, string? folder = null, bool withBlobAndQueue = false)
    {
        string[] services = withBlobAndQueue ? ["table", "blob", "queue"] : ["table"];
        _services = [.. services.Select(service => (service, FreePort.Find()))];
        _script = Path.Combine(repositoryRoot, "node_modules", "azurite", "dist", "src", withBlobAndQueue ? "azurite.js" : Path.Combine("table", "main.js"));
        _node = Programs.Require("node", "Azurite, the storage emulator, runs on it. Install Node.js 20 or later from https://nodejs.org and try again.");
        _folder = folder ?? (_temporary = new TemporaryFolder("azurite-")).Path;
    }

    /// <summary>The port of the table service.</summary>
    public int TablePort => _services[0].Port;

    /// <summary>The process id, or null while it is stopped.</summary>
    public int? ProcessId => _process?.Id;

    /// <summary>What the worker gets as its storage connection.</summary>
    public string ConnectionString => $"DefaultEndpointsProtocol=http;AccountName={AccountName};AccountKey={AccountKey};"
        + string.Concat(_services.Select(one => $"{char.ToUpperInvariant(one.Service[0])}{one.Service[1..]}Endpoint=http://127.0.0.1:{one.Port}/{AccountName};"));

    /// <summary>Starts Azurite and waits until it answers. Nothing happens when it runs already.</summary>
    /// <exception cref="LocalEnvironmentException">It cannot be started or does not answer; the message holds what it said.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_process is not null)
        {
            return;
        }

        Directory.CreateDirectory(_folder);
        IEnumerable<string> endpoints = _services.SelectMany(one => (string[])[$"--{one.Service}Host", "127.0.0.1", $"--{one.Service}Port", one.Port.ToString(CultureInfo.InvariantCulture)]);
        var startInfo = new ProcessStartInfo(_node, [_script, .. endpoints, "--location", _folder, "--silent", "--disableTelemetry", "--skipApiVersionCheck"]) { WorkingDirectory = _folder };
        _process = ChildProcess.Start(startInfo, (line, _) => _output.Enqueue(line));
        try
        {
            await WaitUntilItListensAsync(_process.Exited, cancellationToken);
        }
        catch
        {
            await StopAsync();
            throw;
        }
    }

    /// <summary>Stops Azurite for certain: asks first, so that it writes its data, and kills it when that takes too long.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Terminate();
            await Task.WhenAny(process.Exited, Task.Delay(StopLimit, TimeProvider.System, CancellationToken.None));
            process.Kill();
            await process.Exited;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _temporary?.Dispose();
    }

    private async Task WaitUntilItListensAsync(Task<int> exited, CancellationToken cancellationToken)
    {
        long started = TimeProvider.System.GetTimestamp();
        var silent = new Queue<int>(_services.Select(one => one.Port));
        while (silent.TryPeek(out int port))
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                silent.Dequeue();
            }
            catch (SocketException) when (!exited.IsCompleted && TimeProvider.System.GetElapsedTime(started) < StartLimit)
            {
                await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
            }
            catch (SocketException exception)
            {
                string what = exited.IsCompletedSuccessfully ? $"ended with exit code {exited.Result}" : "did not answer";
                throw new LocalEnvironmentException($"Azurite {what} on port {port}. What it said:{Environment.NewLine}{string.Join(Environment.NewLine, _output)}", exception);
            }
        }
    }
}
