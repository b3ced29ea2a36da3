using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OnePasswordFunctions.Diagnostics.Connection;
using OnePasswordFunctions.Diagnostics.Feeds;
using OnePasswordFunctions.Functions.Http.Connection;
using OnePasswordFunctions.Functions.Http.Events;
using OnePasswordFunctions.Functions.Http.Feeds;
using OnePasswordFunctions.Functions.Http.Proof;
using OnePasswordFunctions.Proof;

namespace OnePasswordFunctions.Functions.Http;

/// <summary>
/// The JSON of all answers. Its members are the properties of the types below, so a property more is a member more: docs/http.md describes
/// them, and a test compares.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ConnectionAnswer))]
[JsonSerializable(typeof(EventsAsked))]
[JsonSerializable(typeof(EventsNews))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(ProofAnswer))]
[JsonSerializable(typeof(SettingsProblems))]
[JsonSerializable(typeof(StatusReport))]
internal sealed partial class AnswerJson : JsonSerializerContext
{
    private static readonly AnswerJson Indented = new(CreateOptions(isIndented: true));
    private static readonly AnswerJson OneLine = new(CreateOptions(isIndented: false));

    /// <summary>A value of one of the types above as an object; indented where people read it.</summary>
    public static byte[] Write(object value, bool indented = false) => JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), indented ? Indented : OneLine);

    /// <summary>Letters and quotation marks as people read them; times in UTC to the millisecond, durations in seconds with one decimal.</summary>
    private static JsonSerializerOptions CreateOptions(bool isIndented) => new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = new MemberNames(),
        WriteIndented = isIndented,
        Converters =
        {
            new JsonStringEnumConverter<CheckOutcome>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<FeedHealth>(JsonNamingPolicy.SnakeCaseLower),
            new Written<DateTimeOffset>((writer, time) => writer.WriteStringValue(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture))),
            new Written<TimeSpan>((writer, duration) => writer.WriteNumberValue(Math.Round(duration.TotalSeconds, 1))),
            new Written<NumberRange>((writer, range) => writer.WriteStringValue(range.ToString())),
        },
    };

    /// <summary><c>LastEventTime</c> is <c>last_event_time</c>, and <c>IsProven</c> is <c>proven</c>.</summary>
    private sealed class MemberNames : JsonNamingPolicy
    {
        public override string ConvertName(string name) =>
            SnakeCaseLower.ConvertName(name.StartsWith("Is", StringComparison.Ordinal) && char.IsUpper(name[2]) ? name[2..] : name);
    }

    private sealed class Written<T>(Action<Utf8JsonWriter, T> write) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("Answers are written only.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => write(writer, value);
    }
}
