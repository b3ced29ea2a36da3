using System.Text.Json.Serialization;

namespace OnePasswordFunctions.Functions;

/// <summary>The JSON that goes to the Functions host.</summary>
[JsonSerializable(typeof(InvocationAnswer))]
[JsonSerializable(typeof(BadSettingsAnswer))]
internal sealed partial class FunctionsJson : JsonSerializerContext;
