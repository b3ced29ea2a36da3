namespace OnePasswordFunctions.Functions.Http;

/// <summary>One argument of a request that can not be used.</summary>
/// <param name="Argument">Its name.</param>
/// <param name="Value">What was given, shortened; null when nothing was.</param>
/// <param name="Allowed">Which values are allowed.</param>
internal sealed record ArgumentProblem(string Argument, string? Value, string Allowed);
