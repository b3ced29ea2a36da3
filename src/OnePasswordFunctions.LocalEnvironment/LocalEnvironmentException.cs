namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>Something that a person has to put right before the local environment can work; the message says what and how.</summary>
internal sealed class LocalEnvironmentException(string message, Exception? innerException = null)
    : Exception(message, innerException);
