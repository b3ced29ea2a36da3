using System.Collections.Concurrent;
using System.Globalization;
using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.LocalEnvironment.Faults;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost;
using OnePasswordFunctions.LocalEnvironment.FunctionsHost.Protocol;

namespace OnePasswordFunctions.Tests.LocalEnvironment.FunctionsHost;

/// <summary>A published isolated worker in a temporary folder, whose processes are <see cref="FakeWorker"/>s.</summary>
internal sealed class FakeWorkerApp : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new("fake-app-");
    private readonly List<FunctionMetadata> _functions = [];
    private readonly ConcurrentDictionary<string, Func<FakeCall, Task>> _behaviours = new();
    private readonly ConcurrentQueue<FakeWorker> _workers = new();
    private readonly ConcurrentQueue<HostLogEntry> _log = new();
    private LoopbackServer? _http;

    public FakeWorkerApp()
    {
        Directory.CreateDirectory(Path.Combine(AppRoot, ".azurefunctions"));
        File.WriteAllText(Path.Combine(AppRoot, "extensions.json"), "{}");
        File.WriteAllText(Path.Combine(AppRoot, "App.dll"), "");
        File.WriteAllText(Path.Combine(AppRoot, "worker.config.json"), """{ "description": { "defaultExecutablePath": "{WorkerRoot}App.dll", "defaultWorkerPath": "App.dll" } }""");
        File.WriteAllText(Path.Combine(AppRoot, "host.json"), """{ "version": "2.0" /* a comment */ }""");
    }

    public string AppRoot => _folder.Path;

    /// <summary>Options under which no timer fires by itself, and a stop kills.</summary>
    public FunctionsHostOptions Options => new()
    {
        AppRoot = AppRoot,
        RunTimers = false,
        TerminationGrace = TimeSpan.Zero,
        StartProcess = (startInfo, console) => Add(new FakeWorker(this, startInfo, console)),
    };

    /// <summary>These options with a functionTimeout, as an app setting gives it.</summary>
    public FunctionsHostOptions OptionsWithTimeout(string timeout) => Options with { Settings = new Dictionary<string, string> { ["AzureFunctionsJobHost__functionTimeout"] = timeout } };

    /// <summary>Every worker that was started, oldest first.</summary>
    public IReadOnlyList<FakeWorker> Workers => [.. _workers];

    /// <summary>Everything that the host logged.</summary>
    public IReadOnlyList<HostLogEntry> Log => [.. _log];

    /// <summary>A worker that ends before it connects.</summary>
    public int? ExitCodeAtStart { get; set; }

    /// <summary>The id that a worker introduces itself with; null for the one that it was given.</summary>
    public string? WorkerId { get; set; }

    /// <summary>False for a worker that takes no notice of WorkerTerminate.</summary>
    public bool EndsWhenAsked { get; set; } = true;

    /// <summary>Replaces the worker's answer to a request of the handshake; null for one that does not answer.</summary>
    public Func<StreamingMessage, StreamingMessage?, StreamingMessage?> Distort { get; set; } = (_, answer) => answer;

    public FakeWorkerApp AddTimer(string name, Func<FakeCall, Task>? behaviour = null, string schedule = "0 0 0 1 1 *") =>
        Add(name, behaviour, $$"""{"name":"timer","type":"timerTrigger","direction":"In","schedule":"{{schedule}}"}""");

    /// <param name="name">The function.</param>
    /// <param name="behaviour">What the invocation does; the request itself goes to <see cref="ServeHttpAsync"/>.</param>
    /// <param name="more">Further members of the binding, with a comma in front.</param>
    public FakeWorkerApp AddHttp(string name, Func<FakeCall, Task>? behaviour = null, string more = "") =>
        Add(name, behaviour, $$"""{"name":"req","type":"httpTrigger","direction":"In"{{more}}}""");

    /// <summary>Gives the worker a web server.</summary>
    public async Task ServeHttpAsync(Microsoft.AspNetCore.Http.RequestDelegate serve)
    {
        _http = new FakeWorkerServer(serve);
        await _http.StartAsync();
    }

    /// <summary>Closes its connections.</summary>
    public Task StopHttpAsync() => _http!.StopListeningAsync();

    /// <summary>Lets it listen again.</summary>
    public Task StartHttpAgainAsync() => _http!.ListenAgainAsync(CancellationToken.None);

    public async Task<FunctionsHostStandIn> StartAsync(FunctionsHostOptions? options = null, TimeProvider? timeProvider = null)
    {
        FunctionsHostStandIn host = Create(options, timeProvider);
        try
        {
            await Eventually.EndsAsync(host.StartAsync(CancellationToken.None));
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public FunctionsHostStandIn Create(FunctionsHostOptions? options = null, TimeProvider? timeProvider = null)
    {
        var host = new FunctionsHostStandIn(options ?? Options, timeProvider ?? TimeProvider.System);
        host.Log.Written += _log.Enqueue;
        return host;
    }

    /// <summary>The worker's answer to a request of the handshake.</summary>
    public StreamingMessage? Answer(StreamingMessage request)
    {
        var success = new StatusResult { Status = StatusResult.Types.Status.Success };
        StreamingMessage? answer = request.ContentCase switch
        {
            StreamingMessage.ContentOneofCase.WorkerInitRequest => new() { WorkerInitResponse = new WorkerInitResponse { Result = success, Capabilities = { Capabilities() } } },
            StreamingMessage.ContentOneofCase.FunctionsMetadataRequest => new() { FunctionMetadataResponse = new FunctionMetadataResponse { Result = success, Functions = { _functions } } },
            StreamingMessage.ContentOneofCase.FunctionLoadRequest => new() { FunctionLoadResponse = new FunctionLoadResponse { FunctionId = request.FunctionLoadRequest.FunctionId, Result = success } },
            _ => null,
        };
        return Distort(request, answer);
    }

    public Task InvokeAsync(FakeCall call) => _behaviours[_functions.Single(function => function.FunctionId == call.Request.FunctionId).Name](call);

    public async ValueTask DisposeAsync()
    {
        if (_http is not null)
        {
            await _http.DisposeAsync();
        }

        _folder.Dispose();
    }

    private FakeWorkerApp Add(string name, Func<FakeCall, Task>? behaviour, string binding)
    {
        _behaviours[name] = behaviour ?? (_ => Task.CompletedTask);
        _functions.Add(new FunctionMetadata
        {
            Name = name,
            FunctionId = (1000 + _functions.Count).ToString(CultureInfo.InvariantCulture),
            EntryPoint = "App.Functions." + name,
            ScriptFile = "App.dll",
            RawBindings = { binding },
        });
        return this;
    }

    private Dictionary<string, string> Capabilities() => _http is null ? [] : new() { ["HttpUri"] = _http.BaseAddress.ToString() };

    private FakeWorker Add(FakeWorker worker)
    {
        _workers.Enqueue(worker);
        return worker;
    }
}
