namespace OnePasswordFunctions.Tests.Infra;

/// <summary>What a tool left behind.</summary>
/// <param name="ExitCode">0 when it was content.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error, where compilers put warnings.</param>
internal sealed record ToolOutput(int ExitCode, string Output, string Error);
