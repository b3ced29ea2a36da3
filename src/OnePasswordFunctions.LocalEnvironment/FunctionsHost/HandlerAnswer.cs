namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>What the handler answered to an invocation.</summary>
/// <param name="StatusCode">The HTTP status.</param>
/// <param name="MediaType">The media type without parameters; null when the answer names none.</param>
/// <param name="Body">All of the body.</param>
internal sealed record HandlerAnswer(int StatusCode, string? MediaType, byte[] Body);
