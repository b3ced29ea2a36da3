using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>How the Functions host stand-in behaves. Only <see cref="AppRoot"/> has to be given.</summary>
internal sealed record FunctionsHostOptions
{
    /// <summary>The published app: the folder of host.json.</summary>
    public required string AppRoot { get; init; }

    /// <summary>App settings; they win over this process's environment, all of which the worker gets too.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Where the timers' status is kept. Null: nowhere, so every start is the first.</summary>
    public string? StateFolder { get; init; }

    /// <summary>The port of the HTTP listener on 127.0.0.1; 0 takes a free one, the real host's is 7071.</summary>
    public int HttpPort { get; init; }

    /// <summary>False: timers fire only through <see cref="FunctionsHostStandIn.InvokeTimerAsync"/> and the admin endpoint.</summary>
    public bool RunTimers { get; init; } = true;

    /// <summary>Whether a request may call what has this level: <c>anonymous</c>, <c>function</c> or <c>admin</c>. Core Tools asks nobody for a key, Azure does.</summary>
    public Func<HttpRequest, string, bool> Allows { get; init; } = (_, _) => true;

    /// <summary>The crash at which the host gives up and stops itself, unless crashes lie more than 30 minutes apart. A worker that exits with 0 or 200 did not crash.</summary>
    public int MaximumCrashes { get; init; } = 3;

    /// <summary>
    /// The order of the real host's stop: running timers are cancelled 50 ms after WorkerTerminate. Otherwise they are cancelled, and
    /// everything that runs is waited for, before it.
    /// </summary>
    public bool TerminatesFirst { get; init; }

    /// <summary>The wait between WorkerTerminate and SIGKILL at the stop. Zero: SIGKILL without a word, as when the platform loses the machine.</summary>
    public TimeSpan TerminationGrace { get; init; } = Worker.UsualGrace;

    /// <summary>As on Flex Consumption: a worker of its own for each timer and one for all HTTP functions, ended when idle.</summary>
    public bool PerFunctionProcess { get; init; }

    /// <summary>How long a worker may take to connect, and a sixth of it for its first answer. The usual is the real host's.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Starts the worker's process, given what takes its lines and whether they came on stderr; the unit tests have one without a process.</summary>
    public Func<ProcessStartInfo, Action<string, bool>, IChildProcess> StartProcess { get; init; } = ChildProcess.Start;
}
