using Microsoft.Extensions.Logging;

namespace OnePasswordFunctions.Tests.Fakes;

/// <summary>One line that was logged.</summary>
internal sealed record LogEntry(string Category, LogLevel Level, int Id, string Message, Exception? Exception);
