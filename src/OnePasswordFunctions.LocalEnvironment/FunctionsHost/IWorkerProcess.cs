namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>One life of the worker: from its start to its exit.</summary>
internal interface IWorkerProcess
{
    int Id { get; }

    /// <summary>The exit code, when it has ended.</summary>
    Task<int> Exited { get; }

    /// <summary>The last lines on stderr that count as errors, joined; the host names them as the cause of a crash.</summary>
    string LastErrors { get; }

    /// <summary>SIGKILL to it and to what it started.</summary>
    void Kill();

    /// <summary>SIGTERM: it may finish what it does.</summary>
    void Terminate();
}
