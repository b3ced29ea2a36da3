namespace OnePasswordFunctions.Tests.Ingestion.Model;

/// <summary>The process ends here: no code under test may catch it.</summary>
internal sealed class ModelCrashException() : Exception("The process was killed.");
