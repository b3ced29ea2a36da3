using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace OnePasswordFunctions.Cursors;

/// <summary>A dead letter as Table Storage keeps it.</summary>
internal static class DeadLetterRow
{
    public static ReadOnlyMemory<byte> Write(DeadLetter deadLetter)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("EventId"u8, deadLetter.EventId);
            writer.WriteString("EventTime"u8, deadLetter.EventTime ?? "");
            writer.WriteNumber("Bytes"u8, deadLetter.Bytes);
            writer.WriteString("Reason"u8, deadLetter.Reason);
            writer.WriteString("RecordedAt"u8, deadLetter.RecordedAt.ToString("O", CultureInfo.InvariantCulture));
            writer.WriteString("RunId"u8, deadLetter.RunId);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
