using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OnePasswordFunctions.Functions;

/// <summary>The JSON that goes to the Functions host.</summary>
[JsonSerializable(typeof(InvocationAnswer))]
[JsonSerializable(typeof(BadSettingsAnswer))]
internal sealed partial class FunctionsJson : JsonSerializerContext
{
    /// <summary>Writes quotation marks and letters as people read them; nothing here ends up in HTML.</summary>
    public static FunctionsJson Readable { get; } = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
