namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>An attempt to invoke a function failed; the message says how the host would name it.</summary>
internal sealed class InvocationFailedException(string message, Exception? innerException = null) : Exception(message, innerException);
