namespace OnePasswordFunctions.Tests.Ingestion.Model;

/// <summary>The code under test did what the model forbids.</summary>
internal sealed class ModelViolationException(string message) : Exception(message);
