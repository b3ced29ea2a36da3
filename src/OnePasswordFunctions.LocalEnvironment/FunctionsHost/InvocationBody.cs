using System.Text.Json;

namespace OnePasswordFunctions.LocalEnvironment.FunctionsHost;

/// <summary>Writes the JSON that an invocation carries.</summary>
internal static class InvocationBody
{
    /// <param name="function">The function; its trigger binding's name becomes the key under <c>Data</c>.</param>
    /// <param name="writeTrigger">Writes the value of the trigger.</param>
    /// <param name="attempt">Null when no retry policy applies.</param>
    /// <param name="timeProvider">The clock for <c>sys.UtcNow</c>.</param>
    public static byte[] Write(FunctionDefinition function, Action<Utf8JsonWriter> writeTrigger, RetryAttempt? attempt, TimeProvider timeProvider)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, JsonFiles.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("Data");
            writer.WritePropertyName(function.BindingName);
            writeTrigger(writer);
            writer.WriteEndObject();
            writer.WriteStartObject("Metadata");
            attempt?.Write(writer);
            writer.WriteStartObject("sys");
            writer.WriteString("MethodName", function.Name);
            writer.WriteString("UtcNow", timeProvider.GetUtcNow().UtcDateTime);
            writer.WriteString("RandGuid", Guid.NewGuid());
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Writes what a timer trigger tells.</summary>
    public static void WriteTimer(Utf8JsonWriter writer, TimerSchedule schedule, ScheduleStatus? status, bool isPastDue)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("Schedule");
        writer.WriteBoolean("AdjustForDST", schedule.AdjustForDst);
        writer.WriteEndObject();
        if (status is null)
        {
            writer.WriteNull("ScheduleStatus");
        }
        else
        {
            writer.WritePropertyName("ScheduleStatus");
            status.Write(writer);
        }

        writer.WriteBoolean("IsPastDue", isPastDue);
        writer.WriteEndObject();
    }
}
