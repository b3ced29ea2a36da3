using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OnePasswordFunctions.Diagnostics;

/// <summary>Logs each event as one line of JSON with <c>time</c>, <c>level</c>, <c>eventId</c>, <c>eventName</c> and <c>message</c>.</summary>
internal sealed class JsonLineLoggerProvider(LineOutput output, TimeProvider time) : ILoggerProvider
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public ILogger CreateLogger(string categoryName) => new JsonLineLogger(this, categoryName);

    public void Dispose()
    {
    }

    private void Write(LogLevel level, EventId id, string category, string message, Exception? exception)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            writer.WriteString("time"u8, time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
            writer.WriteString("level"u8, level.ToString());
            writer.WriteNumber("eventId"u8, id.Id);
            writer.WriteString("eventName"u8, id.Name ?? category);
            writer.WriteString("message"u8, message);
            if (exception is not null)
            {
                writer.WriteString("exception"u8, exception.ToString());
            }

            writer.WriteEndObject();
        }

        string line = Encoding.UTF8.GetString(buffer.WrittenSpan);
        if (level >= LogLevel.Error)
        {
            output.WriteProblem(line);
        }
        else if (level == LogLevel.Warning)
        {
            output.WriteWarning(line);
        }
        else
        {
            output.WriteInformation(line);
        }
    }

    private sealed class JsonLineLogger(JsonLineLoggerProvider provider, string category) : ILogger
    {
        // Whatever the framework has to say below a warning is of no use to an operator.
        private readonly LogLevel _least = category.StartsWith("OnePasswordFunctions", StringComparison.Ordinal) ? LogLevel.Information : LogLevel.Warning;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= _least && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                provider.Write(logLevel, eventId, category, formatter(state, exception), exception);
            }
        }
    }
}
