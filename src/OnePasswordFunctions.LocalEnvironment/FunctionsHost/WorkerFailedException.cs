namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>The worker is gone, or did not do in time what the host waits for.</summary>
internal sealed class WorkerFailedException(string message) : Exception(message);
