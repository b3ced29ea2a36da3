namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>What is done with a process once it is started; unit tests play one.</summary>
internal interface IChildProcess
{
    int Id { get; }

    /// <summary>The exit code, when it has ended.</summary>
    Task<int> Exited { get; }

    /// <summary>SIGKILL to it and to what it started.</summary>
    void Kill();

    /// <summary>SIGTERM: it may finish what it does.</summary>
    void Terminate();
}
