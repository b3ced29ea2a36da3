using Microsoft.Extensions.Logging;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>One record that the Functions host would log.</summary>
/// <param name="Level">The level under which the host files it.</param>
/// <param name="Category">One of <see cref="HostLogCategories"/>, or <c>Function.(name).User</c> for a line of a response's <c>Logs</c>.</param>
/// <param name="Text">The line itself.</param>
/// <param name="FunctionName">The function whose invocation it belongs to; null for console lines, which the host cannot attribute.</param>
internal sealed record HostLogEntry(LogLevel Level, string Category, string Text, string? FunctionName = null);
