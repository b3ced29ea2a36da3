namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>How the worker is ended when the host stops.</summary>
internal enum WorkerStopMode
{
    /// <summary>SIGKILL: the worker gets no chance to do anything, as when the platform loses the machine.</summary>
    Kill,

    /// <summary>The order that an app would wish for: running timers are cancelled and waited for, then WorkerTerminate, then SIGKILL.</summary>
    Drain,

    /// <summary>The order of the real host: a wait without a word, WorkerTerminate, and only 50 ms later the cancellation of what runs.</summary>
    TerminateFirst,

    /// <summary>SIGTERM to the worker, a wait, then SIGKILL: what a container's end does.</summary>
    Signal,
}
