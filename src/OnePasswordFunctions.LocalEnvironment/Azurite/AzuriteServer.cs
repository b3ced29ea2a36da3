using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

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

    private readonly string _repositoryRoot;
    private readonly bool _withBlobAndQueue;
    private readonly string _node;
    private readonly TemporaryFolder? _temporary;
    private readonly string _folder;
    private readonly int _blobPort = FreePort.Find();
    private readonly int _queuePort = FreePort.Find();
    private readonly ProcessLines _output = new();
    private Process? _process;

    /// <param name="repositoryRoot">The folder in which node_modules lies.</param>
    /// <param name="folder">Where the data are kept. Null: a temporary folder that is deleted when the server is disposed.</param>
    /// <param name="withBlobAndQueue">Blobs and queues too, which Core Tools needs; the Functions host stand-in needs tables only.</param>
    /// <exception cref="LocalEnvironmentException">Node.js is missing.</exception>
    public AzuriteServer(string repositoryRoot, string? folder = null, bool withBlobAndQueue = false)
    {
        (_repositoryRoot, _withBlobAndQueue) = (repositoryRoot, withBlobAndQueue);
        _node = Programs.Find("node") ?? throw new LocalEnvironmentException(
            "node was not found on the PATH. Azurite, the storage emulator, runs on it. Install Node.js 20 or later from https://nodejs.org and try again.");
        _temporary = folder is null ? new TemporaryFolder("azurite-") : null;
        _folder = folder ?? _temporary!.Path;
    }

    /// <summary>The port of the table service.</summary>
    public int TablePort { get; } = FreePort.Find();

    /// <summary>The process id, or null while it is stopped.</summary>
    public int? ProcessId => _process?.Id;

    /// <summary>What the worker gets as its storage connection.</summary>
    public string ConnectionString
    {
        get
        {
            string text = string.Create(CultureInfo.InvariantCulture,
                $"DefaultEndpointsProtocol=http;AccountName={AccountName};AccountKey={AccountKey};TableEndpoint=http://127.0.0.1:{TablePort}/{AccountName};");
            return !_withBlobAndQueue ? text : text + string.Create(CultureInfo.InvariantCulture,
                $"BlobEndpoint=http://127.0.0.1:{_blobPort}/{AccountName};QueueEndpoint=http://127.0.0.1:{_queuePort}/{AccountName};");
        }
    }

    /// <summary>Starts Azurite and waits until it answers. Nothing happens when it runs already.</summary>
    /// <exception cref="LocalEnvironmentException">It cannot be started or does not answer; the message holds what it said.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_process is not null)
        {
            return;
        }

        Directory.CreateDirectory(_folder);
        try
        {
            _process = ChildProcesses.Start(CreateStartInfo(), _output.Add);
        }
        catch (Win32Exception exception)
        {
            throw new LocalEnvironmentException($"Azurite cannot be started with {_node}: {exception.Message}", exception);
        }

        try
        {
            await WaitUntilItAnswersAsync(_process, cancellationToken);
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
        if (_process is not { } process)
        {
            return;
        }

        _process = null;
        Task exit = process.WaitForExitAsync(CancellationToken.None);
        ProcessSignals.Terminate(process);
        await Task.WhenAny(exit, Task.Delay(StopLimit, TimeProvider.System, CancellationToken.None));
        ChildProcesses.Kill(process);
        await exit;
        process.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _temporary?.Dispose();
    }

    private ProcessStartInfo CreateStartInfo()
    {
        string scripts = Path.Combine(_repositoryRoot, "node_modules", "azurite", "dist", "src");
        string script = _withBlobAndQueue ? Path.Combine(scripts, "azurite.js") : Path.Combine(scripts, "table", "main.js");
        IEnumerable<string> endpoints = Services().SelectMany(service =>
            (string[])[$"--{service.Name}Host", "127.0.0.1", $"--{service.Name}Port", service.Port.ToString(CultureInfo.InvariantCulture)]);
        return new ProcessStartInfo(_node, [script, .. endpoints, "--location", _folder, "--silent", "--disableTelemetry", "--skipApiVersionCheck"]) { WorkingDirectory = _folder };
    }

    private IEnumerable<(string Name, int Port)> Services() => _withBlobAndQueue ? [("table", TablePort), ("blob", _blobPort), ("queue", _queuePort)] : [("table", TablePort)];

    private async Task WaitUntilItAnswersAsync(Process process, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };
        long started = TimeProvider.System.GetTimestamp();
        foreach ((_, int port) in Services())
        {
            while (!await AnswersAsync(client, port, cancellationToken))
            {
                if (process.HasExited || TimeProvider.System.GetElapsedTime(started) > StartLimit)
                {
                    throw new LocalEnvironmentException(string.Create(CultureInfo.InvariantCulture,
                        $"Azurite {(process.HasExited ? $"ended with exit code {process.ExitCode}" : "did not answer")} on port {port}. What it said:{Environment.NewLine}{_output}"));
                }

                await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
            }
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient client, int port, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/{AccountName}")), cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}
