using Microsoft.Extensions.Logging;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Hands every log record of the host to whoever listens. Listeners are called on any thread and must not block.</summary>
internal sealed class HostLog
{
    /// <summary>Raised for every record.</summary>
    public event Action<HostLogEntry>? Written;

    public void Information(string text) => Write(LogLevel.Information, text);

    public void Warning(string text) => Write(LogLevel.Warning, text);

    public void Error(string text) => Write(LogLevel.Error, text);

    public void Write(HostLogEntry entry) => Written?.Invoke(entry);

    private void Write(LogLevel level, string text) => Write(new HostLogEntry(level, HostLogCategories.General, text));
}
