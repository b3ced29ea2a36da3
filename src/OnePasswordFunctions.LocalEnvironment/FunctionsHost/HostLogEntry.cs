using Microsoft.Extensions.Logging;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>One record that the Functions host would log.</summary>
/// <param name="Level">The level under which the host files it.</param>
/// <param name="Category">One of <see cref="HostLogCategories"/>.</param>
/// <param name="Text">The line itself.</param>
/// <param name="FunctionName">The function whose invocation it belongs to; null when there is none.</param>
internal sealed record HostLogEntry(LogLevel Level, string Category, string Text, string? FunctionName = null)
{
    /// <summary>The invocation that the worker named, also one that has ended; null when it named none.</summary>
    public string? InvocationId { get; init; }

    /// <summary>The logger's category in the worker, which the real host does not keep; null for what is not the worker's.</summary>
    public string? WorkerCategory { get; init; }

    /// <summary>The event's name in the worker, or its number when it has none.</summary>
    public string? EventId { get; init; }

    /// <summary>Type, message and stack of the exception that came with it.</summary>
    public string? Exception { get; init; }
}
