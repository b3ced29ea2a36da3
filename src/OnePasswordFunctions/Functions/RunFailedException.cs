namespace OnePasswordFunctions.Functions;

/// <summary>
/// Ends a failed run as a failed invocation, which is what the host counts and alerts see. The run's record was logged before, so
/// the message is the record's sentence alone and there is no inner exception.
/// </summary>
public sealed class RunFailedException(string message) : Exception(message);
